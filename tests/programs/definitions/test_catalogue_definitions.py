"""The definitions of the catalogue themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from programs.definitions import Definition, QuestionType
from programs.definitions.definition import DOCUMENTS
from programs.eligibility import DefinitionError, Provenance, Sensitivity
from programs.rulesets import rule_set
from programs.services.catalog_reading import read_catalogue
from programs.vocabulary import vocabulary


@pytest.fixture(scope="module")
def definitions() -> dict[str, Definition]:
    return dict(read_catalogue().definitions)


def test_the_catalogue_has_mirai_and_one_that_is_shaped_differently(definitions: dict[str, Definition]) -> None:
    mirai, mext = definitions["mirai"], definitions["mext-research"]
    asked = {kind: {q.type for q in each.questions()} for kind, each in (("mirai", mirai), ("mext", mext))}
    assert QuestionType.THEME in asked["mirai"]
    assert QuestionType.THEME not in asked["mext"]
    assert {QuestionType.CHOICES, QuestionType.DECIMAL, QuestionType.EMAIL} <= asked["mext"]
    assert {slot.key for slot in mirai.documents if slot.required} == {"passport_copy", "grade_certificate"}
    assert len([slot for slot in mext.documents if slot.only_if]) == 4


def test_verified_facts_are_asked_for_where_the_collected_material_names_a_check_by_the_mission(
    definitions: dict[str, Definition],
) -> None:
    floors = {key: each.check.evidence for key, each in definitions.items() if each.check}
    assert set(floors.values()) == {Provenance.VERIFIED}
    # Nominees of the leadership programme are screened by their authority, students at a Center by no named check.
    assert set(definitions) - set(floors) == {"mext-ylp", "internship-esc"}


def test_health_is_marked_by_its_fact(definitions: dict[str, Definition]) -> None:
    marked = [q.key for q in definitions["mirai"].questions() if q.health]
    assert marked == ["declares_healthy"]
    assert vocabulary()["declares_healthy"].sensitivity is Sensitivity.HEALTH


def test_every_fact_of_the_mirai_rules_is_stated_once(definitions: dict[str, Definition]) -> None:
    stated = {q.fact for q in definitions["mirai"].direct_questions()}
    assert rule_set("mirai").facts() - stated == {DOCUMENTS}


def test_the_folder_and_the_key_must_be_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "somewhere"
    folder.mkdir()
    source = Path(__file__).resolve().parents[3] / "programs" / "catalog" / "mirai" / "programme.yaml"
    (folder / "programme.yaml").write_text(source.read_text("utf-8"), "utf-8")
    with pytest.raises(DefinitionError, match='"mirai" stands in the folder "somewhere"'):
        read_catalogue(tmp_path)
