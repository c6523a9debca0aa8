"""A catalogue that is corrected: rows nobody touched follow it, rows that staff changed stay as staff left them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from portal.offices.models import Office
from programs.catalog_files import CATALOG
from programs.models import Jurisdiction, LoadedRow, Programme, Round
from programs.queries import handling_offices
from programs.services.catalog_reading import OFFICES
from programs.services.load_catalog import load_catalog
from programs.services.load_report import Loaded
from tests.factories import PostingFactory

pytestmark = pytest.mark.django_db
HELSINKI = "emb-fi-helsinki"


class Files:
    """A copy of the catalogue's files, loaded once, that a test corrects and loads again."""

    def __init__(self, folder: Path) -> None:
        self.catalog = Path(shutil.copytree(CATALOG, folder / "catalog"))
        self.offices = Path(shutil.copy(OFFICES, folder / "offices.yaml"))
        self.load()

    def correct(self, name: str, old: str, new: str) -> None:
        file = self.offices if name == "offices.yaml" else self.catalog / name
        text = file.read_text("utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), "utf-8")

    def load(self) -> list[str]:
        """Load, and return the lines about whatever is not simply unchanged."""
        lines = load_catalog(self.catalog, self.offices)
        return [str(line) for line in lines if line.result is not Loaded.UNCHANGED]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def helsinki() -> Office:
    return Office.objects.get(code=HELSINKI)


def test_an_office_that_nobody_changed_follows_the_catalogue(files: Files) -> None:
    files.correct("offices.yaml", "city: Helsinki", "city: Helsingfors")
    files.correct("offices.yaml", "https://www.fi.emb-japan.go.jp/", "https://www.fi.emb-japan.go.jp/itpr_ja/")
    assert files.load() == ["office emb-fi-helsinki: updated (city, website)"]
    assert (helsinki().city, helsinki().website) == ("Helsingfors", "https://www.fi.emb-japan.go.jp/itpr_ja/")
    assert files.load() == []


def test_a_round_and_a_jurisdiction_that_nobody_changed_follow_the_catalogue(files: Files) -> None:
    files.correct("rounds.yaml", 'age_cutoff: "1992-04-02"', 'age_cutoff: "1993-04-02"')
    files.correct(
        "jurisdictions.yaml",
        'residence, country: FI, office: emb-fi-helsinki, from: "2015-04-01"',
        'residence, country: FI, office: emb-fi-helsinki, from: "2015-04-01", until: "2027-03-31"',
    )
    assert files.load() == [
        "jurisdiction mirai, residence FI: updated (valid_until)",
        "round mext-research-2027: updated (parameters)",
    ]
    assert Round.objects.get(slug="mext-research-2027").parameters["age_cutoff"] == "1993-04-02"
    assert Jurisdiction.objects.get(programme__slug="mirai", country="FI").valid_until == date(2027, 3, 31)
    assert files.load() == []


def test_a_row_that_staff_changed_is_kept_when_the_catalogue_changes(files: Files) -> None:
    Office.objects.filter(code=HELSINKI).update(website="https://staff.example/")
    Round.objects.filter(slug="mext-research-2027").update(year=2028)
    files.correct("offices.yaml", "city: Helsinki", "city: Helsingfors")
    files.correct("rounds.yaml", 'age_cutoff: "1992-04-02"', 'age_cutoff: "1993-04-02"')
    kept = [
        "office emb-fi-helsinki: kept: changed by staff (website)",
        "round mext-research-2027: kept: changed by staff (year)",
    ]
    assert files.load() == kept
    assert (helsinki().city, helsinki().website) == ("Helsinki", "https://staff.example/")
    assert Round.objects.get(slug="mext-research-2027").parameters["age_cutoff"] == "1992-04-02"
    assert files.load() == kept


def test_what_staff_change_back_follows_the_catalogue_again(files: Files) -> None:
    Office.objects.filter(code=HELSINKI).update(city="Espoo")
    files.correct("offices.yaml", "city: Helsinki", "city: Helsingfors")
    assert files.load() == ["office emb-fi-helsinki: kept: changed by staff (city)"]
    Office.objects.filter(code=HELSINKI).update(city="Helsinki")
    assert files.load() == ["office emb-fi-helsinki: updated (city)"]


def test_staff_and_catalogue_may_come_to_the_same_value(files: Files) -> None:
    Office.objects.filter(code=HELSINKI).update(city="Helsingfors")
    files.correct("offices.yaml", "city: Helsinki", "city: Helsingfors")
    assert files.load() == []
    files.correct("offices.yaml", "city: Helsingfors", "city: Helsinki")
    assert files.load() == ["office emb-fi-helsinki: updated (city)"]


def test_details_that_the_catalogue_begins_to_name_do_not_replace_what_staff_entered(files: Files) -> None:
    Office.objects.filter(code="emb-be-brussels").update(email="desk@staff.example")
    for country in ("be", "fi"):
        website = f"website: https://www.{country}.emb-japan.go.jp/"
        files.correct("offices.yaml", website, f"{website}\n    email: info@{country}.example")
    assert files.load() == [
        "office emb-be-brussels: kept: changed by staff (email)",
        "office emb-fi-helsinki: updated (email)",
    ]
    assert Office.objects.get(code="emb-be-brussels").email == "desk@staff.example"
    assert helsinki().email == "info@fi.example"


def test_a_detail_that_the_catalogue_drops_is_dropped(files: Files) -> None:
    files.correct("offices.yaml", "    website: https://www.fi.emb-japan.go.jp/\n", "")
    assert files.load() == ["office emb-fi-helsinki: updated (website)"]
    assert helsinki().website == ""
    assert files.load() == []


def test_a_country_given_to_another_office_is_not_handled_by_two(files: Files) -> None:
    nl = "residence, country: NL, office:"
    files.correct("jurisdictions.yaml", f"{nl} emb-nl-the-hague", f"{nl} emb-be-brussels")
    assert files.load() == [
        "jurisdiction mirai, residence NL: added",
        "jurisdiction mirai, residence NL, emb-nl-the-hague from 2015-04-01: removed",
    ]
    assert Jurisdiction.objects.filter(programme__slug="mirai", country="NL").count() == 1
    (office,) = handling_offices([], "NL", date(2026, 11, 22))["mirai"]
    assert office.code == "emb-be-brussels"
    assert files.load() == []


def test_a_jurisdiction_that_staff_ended_stays_when_the_catalogue_drops_it(files: Files) -> None:
    Jurisdiction.objects.filter(programme__slug="mirai", country="NL").update(valid_until=date(2026, 12, 31))
    files.correct(
        "jurisdictions.yaml",
        '  - {programme: mirai, basis: residence, country: NL, office: emb-nl-the-hague, from: "2015-04-01"}\n',
        "",
    )
    (line,) = files.load()
    assert line.endswith("from 2015-04-01: kept: changed by staff (valid_until)")
    assert Jurisdiction.objects.filter(programme__slug="mirai", country="NL").exists()


def test_a_row_that_staff_removed_does_not_come_back(files: Files) -> None:
    office = Office.objects.get(code="emb-nl-the-hague")
    office.jurisdictions.all().delete()
    office.delete()
    assert files.load() == [
        "office emb-nl-the-hague: kept: removed by staff",
        "jurisdiction mirai, residence NL: kept: removed by staff",
        "jurisdiction mext-research, nationality NL: kept: removed by staff",
    ]
    assert not Office.objects.filter(code="emb-nl-the-hague").exists()


def test_an_office_that_leaves_the_catalogue_goes_unless_something_uses_it(files: Files) -> None:
    text = files.offices.read_text("utf-8")
    files.offices.write_text(text[: text.index("  - code: esc-tokyo")], "utf-8")
    posting = PostingFactory(office=Office.objects.get(code="esc-tokyo"))
    assert files.load() == ["office esc-tokyo: kept: no longer in the catalogue, but in use"]
    posting.delete()
    assert files.load() == ["office esc-tokyo: removed"]
    assert files.load() == []


def test_rows_of_staff_are_never_removed(files: Files) -> None:
    mirai = Programme.objects.get(slug="mirai")
    Jurisdiction.objects.create(
        office=helsinki(), programme=mirai, basis="residence", country="EE", valid_from=date(2026, 1, 1)
    )
    Round.objects.create(programme=mirai, slug="mirai-2026-27", name={"en": "MIRAI 2026/27"}, year=2026)
    assert files.load() == []
    assert Jurisdiction.objects.filter(country="EE").exists()
    assert Round.objects.filter(slug="mirai-2026-27").exists()


def test_rows_from_before_the_memory_are_followed_only_where_they_are_what_the_catalogue_says(files: Files) -> None:
    LoadedRow.objects.all().delete()
    Office.objects.filter(code="emb-ca-ottawa").update(city="Gatineau")
    assert files.load() == ["office emb-ca-ottawa: kept: changed by staff (city)"]
    files.correct("offices.yaml", "city: Helsinki", "city: Helsingfors")
    assert files.load() == [
        "office emb-fi-helsinki: updated (city)",
        "office emb-ca-ottawa: kept: changed by staff (city)",
    ]
