"""Parts of the world, in the order and grouping that Japan's Ministry of Foreign Affairs uses for its missions."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Region(TextChoices):
    """A heading of the list of offices."""

    ASIA = "asia", _("Asia")
    OCEANIA = "oceania", _("Oceania")
    NORTH_AMERICA = "north-america", _("North America")
    LATIN_AMERICA = "latin-america", _("Latin America and the Caribbean")
    EUROPE = "europe", _("Europe and Central Asia")
    MIDDLE_EAST = "middle-east", _("Middle East")
    AFRICA = "africa", _("Africa")
    JAPAN = "japan", _("Japan")


_COUNTRIES: Mapping[Region, str] = {
    Region.ASIA: "BD BN BT CN HK ID IN KH KP KR LA LK MM MN MO MV MY NP PH PK SG TH TL TW VN",
    Region.OCEANIA: "AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV VU WF WS",
    Region.NORTH_AMERICA: "BM CA GL PM US",
    Region.LATIN_AMERICA: (
        "AG AI AR AW BB BL BO BQ BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY HN HT JM KN KY LC MF MQ MS MX "
        "NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI"
    ),
    Region.EUROPE: (
        "AD AL AM AT AX AZ BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GE GG GI GR HR HU IE IM IS IT JE KG KZ LI LT "
        "LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM TJ TM UA UZ VA XK"
    ),
    Region.MIDDLE_EAST: "AE AF BH IL IQ IR JO KW LB OM PS QA SA SY TR YE",
    Region.AFRICA: (
        "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA "
        "NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW"
    ),
    Region.JAPAN: "JP",
}
_REGIONS = {code: region for region, codes in _COUNTRIES.items() for code in codes.split()}


def region_of(country: str) -> Region | None:
    """Return the part of the world of an ISO code; None for what is nobody's home, such as Antarctica."""
    return _REGIONS.get(country)
