"""Loading the catalogue again and again, beside staff who change things."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.offices.models import Office
from programs.catalog_files import CATALOG
from programs.definitions import Definition
from programs.eligibility import DefinitionError, sha256_of
from programs.models import (
    Origin,
    Programme,
    ProgrammeVersion,
    Round,
    RuleSet,
    RuleSetVersion,
    VersionState,
)
from programs.services.catalog_reading import read_catalogue
from programs.services.load_catalog import load_catalog
from programs.services.load_report import Loaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue that a test may change."""
    return Path(shutil.copytree(CATALOG, tmp_path / "catalog"))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new), "utf-8")


def results(lines: list[object]) -> dict[str, str]:
    return {f"{line.what} {line.name}": str(line.result) for line in lines}  # type: ignore[attr-defined]


def test_loading_twice_adds_nothing_the_second_time() -> None:
    first = load_catalog()
    before = ProgrammeVersion.objects.count(), RuleSetVersion.objects.count(), Office.objects.count()
    assert {line.result for line in first} == {Loaded.ADDED}
    assert {line.result for line in load_catalog()} == {Loaded.UNCHANGED}
    assert (ProgrammeVersion.objects.count(), RuleSetVersion.objects.count(), Office.objects.count()) == before


def test_what_is_stored_has_the_hash_it_says_and_reads_back_to_the_same_questions(folder: Path) -> None:
    load_catalog(folder)
    for version in ProgrammeVersion.objects.all():
        assert sha256_of(version.content) == version.sha256
    mirai = Programme.objects.get(slug="mirai").current
    assert mirai is not None
    levels = Definition.from_version(mirai).question("study_level").choices
    assert [code for code, _label in levels] == ["bachelor", "master", "doctorate", "other"]


def test_a_changed_file_becomes_a_new_version_and_the_old_one_stays(folder: Path) -> None:
    load_catalog(folder)
    edit(folder / "mirai/programme.yaml", "What do you study?", "Which subject do you study?")
    edit(folder / "mirai/rules.yaml", "default: 20", "default: 21")
    lines = results(load_catalog(folder))
    assert {name for name, result in lines.items() if result == "added"} == {"programme mirai", "rule set mirai"}
    assert list(Programme.objects.get(slug="mirai").versions.values_list("number", flat=True)) == [2, 1]
    rules = RuleSet.objects.get(key="mirai")
    assert rules.published is not None
    assert rules.published.number == 2
    assert rules.versions.get(number=1).state == VersionState.RETIRED


def test_going_back_to_an_earlier_file_is_a_new_version_too(folder: Path) -> None:
    load_catalog(folder)
    edit(folder / "mirai/programme.yaml", "What do you study?", "Your subject?")
    load_catalog(folder)
    edit(folder / "mirai/programme.yaml", "Your subject?", "What do you study?")
    load_catalog(folder)
    first, _second, third = Programme.objects.get(slug="mirai").versions.order_by("number")
    assert (third.number, third.sha256) == (3, first.sha256)


def test_a_definition_that_staff_changed_is_kept(folder: Path) -> None:
    load_catalog(folder)
    programme = Programme.objects.get(slug="mirai")
    assert programme.current is not None
    content = {**programme.current.content, "name": {"en": "MIRAI, as staff call it"}}
    programme.versions.create(number=2, content=content, sha256=sha256_of(content), origin=Origin.STAFF)
    edit(folder / "mirai/programme.yaml", "What do you study?", "Your subject?")
    lines = load_catalog(folder)
    assert "programme mirai: kept: changed by staff" in map(str, lines)
    assert programme.current.number == 2


def test_rules_that_staff_published_or_are_working_on_are_kept(folder: Path) -> None:
    load_catalog(folder)
    rules = RuleSet.objects.get(key="mirai")
    published = rules.published
    assert published is not None
    rules.versions.create(number=2, content=published.content, sha256="0" * 64, origin=Origin.STAFF)
    edit(folder / "mirai/rules.yaml", "default: 20", "default: 21")
    assert results(load_catalog(folder))["rule set mirai"] == "kept"
    assert rules.published == published


def test_an_office_that_staff_changed_is_kept_and_the_fields_are_named() -> None:
    load_catalog()
    Office.objects.filter(code="emb-fi-helsinki").update(city="Espoo", email="desk@example.org")
    line = next(line for line in load_catalog() if line.name == "emb-fi-helsinki")
    assert str(line) == "office emb-fi-helsinki: kept: changed by staff (city)"
    assert Office.objects.get(code="emb-fi-helsinki").email == "desk@example.org"


def test_a_round_that_staff_changed_is_kept() -> None:
    load_catalog()
    Round.objects.filter(slug="mext-research-2027").update(year=2028)
    assert "round mext-research-2027: kept: changed by staff (year)" in map(str, load_catalog())


def test_an_error_in_one_file_leaves_everything_as_it_was(folder: Path) -> None:
    edit(folder / "rounds.yaml", "programme: mext-research", "programme: mext-reserach")
    with pytest.raises(DefinitionError) as caught:
        load_catalog(folder)
    assert caught.value.path == "rounds[1].programme"
    assert set(caught.value.choices) == set(read_catalogue().definitions)
    assert Programme.objects.count() == Office.objects.count() == 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Europe/Helsinki", "Europe/Helsinky", "no IANA time zone"),
        ("kind: center", "kind: centre", "not known here"),
        ("country: FI", "country: XX", "not known here"),
        ("verified: false", "verified: perhaps", "true nor false"),
        ('nl: "Ambassade van Japan in Nederland"', 'de: "Botschaft"', "not known here"),
    ],
)
def test_offices_are_read_strictly(tmp_path: Path, old: str, new: str, words: str) -> None:
    offices = tmp_path / "offices.yaml"
    original = CATALOG.parents[1] / "portal/offices/catalog/offices.yaml"
    offices.write_text(original.read_text("utf-8"), "utf-8")
    edit(offices, old, new)
    with pytest.raises(DefinitionError, match=words):
        load_catalog(offices=offices)


def test_the_command_reports_and_exits_with_2_for_a_wrong_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_catalog")
    assert "programme mirai: added" in capsys.readouterr().out
    call_command("load_catalog")
    said = capsys.readouterr().out.strip()
    assert re.fullmatch(r"Catalogue loaded: 0 added, 0 updated, 0 removed, \d{3} unchanged, 0 kept\.", said)

    def broken() -> None:
        edit(folder / "mirai/programme.yaml", "fact: passport_expiry", "fact: passport_expires")
        load_catalog(folder)

    monkeypatch.setattr("programs.management.commands.load_catalog.load_catalog", broken)
    with pytest.raises(CommandError, match="passport_expiry") as caught:
        call_command("load_catalog")
    assert caught.value.returncode == 2
    assert "Nothing was loaded" in str(caught.value)
