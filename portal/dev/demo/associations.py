"""A few alumni associations, generated: their names say in which country they would be."""

from alumni.models import Association
from portal.offices.models import Office

_ROWS = (
    (
        "emb-be-brussels",
        "be",
        "BE",
        "Brussels",
        "Belgium–Japan Exchange Alumni",
        "Anciens des échanges Belgique-Japon",
        1997,
    ),
    ("emb-ge-tbilisi", "ge", "GE", "Tbilisi", "Georgia–Japan Exchange Alumni", "", 2011),
    ("emb-vn-hanoi", "vn", "VN", "Hanoi", "Vietnam–Japan Exchange Alumni", "", 2001),
    ("emb-eg-cairo", "eg", "EG", "Cairo", "Egypt–Japan Exchange Alumni", "", 1988),
    ("emb-th-bangkok", "th", "TH", "Bangkok", "Thailand–Japan Exchange Alumni", "", 1979),
    ("emb-id-jakarta", "id", "ID", "Jakarta", "Indonesia–Japan Exchange Alumni", "", 1986),
)


def load() -> None:
    """Add the associations, shown to the public."""
    offices = {office.code: office for office in Office.objects.all()}
    Association.objects.bulk_create(
        Association(
            office=offices[code],
            slug=f"exchange-alumni-{slug}",
            name={"en": english} | ({"fr": french} if french else {}),
            country=country,
            city=city,
            founded_year=year,
            published=True,
        )
        for code, slug, country, city, english, french, year in _ROWS
    )
