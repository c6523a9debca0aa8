"""From answers to facts, to gaps, to words."""

from __future__ import annotations

from datetime import date

import pytest

from programs.catalog_files import CATALOG, read_yaml
from programs.definitions import Definition, parse_definition
from programs.forms import display, display_items, facts_from, missing_documents, person_values, unanswered
from programs.vocabulary import vocabulary

ANSWERS = {
    "about_you": {
        "full_name": "Zoë Carreño",
        "passport_name": "CARRENO ZOE",
        "birth_date": "2003-05-27",
        "phone": "+32 2 513 23 40",
    },
    "nationality": {"nationalities": ["BE", "FR"], "has_japanese_nationality": False, "residence_country": "BE"},
    "commitments": {"english_ok": True, "declares_healthy": True},
}


@pytest.fixture(scope="module")
def mirai() -> Definition:
    return parse_definition(read_yaml(CATALOG / "mirai/programme.yaml"), vocabulary(), file="mirai")


@pytest.fixture(scope="module")
def mext() -> Definition:
    return parse_definition(read_yaml(CATALOG / "mext-research/programme.yaml"), vocabulary(), file="mext")


def test_facts_are_what_answers_and_documents_state(mirai: Definition) -> None:
    facts = facts_from(mirai, ANSWERS, {"passport_copy"}, False, {"theme": "rule-of-law"})
    assert facts == {
        "birth_date": "2003-05-27",
        "declares_healthy": True,
        "documents": {"codes": ["passport_copy"], "complete": False},
        "english_ok": True,
        "has_japanese_nationality": False,
        "nationalities": {"codes": ["BE", "FR"], "complete": True},
        "residence_country": "BE",
        "theme": "rule-of-law",
    }


def test_an_unanswered_question_is_an_absent_fact_and_not_a_no(mirai: Definition) -> None:
    assert "commits_sns_open" not in facts_from(mirai, ANSWERS)


def test_what_concerns_the_person_is_named_by_field(mirai: Definition) -> None:
    assert person_values(mirai, ANSWERS) == {
        "full_name": "Zoë Carreño",
        "passport_name": "CARRENO ZOE",
        "birth_date": date(2003, 5, 27),
        "phone": "+32 2 513 23 40",
    }


def test_gaps_are_questions_that_apply_and_have_no_answer(mext: Definition) -> None:
    group = mext.group("education")
    done = {"education_route": "16y_schooling", "university": "ULB", "degree_title": "BSc", "has_thesis": False}
    done |= {"currently_employed": False, "arts": False}
    assert [q.key for q in unanswered(group, done)] == ["degree_conferred"]
    assert [q.key for q in unanswered(group, {**done, "degree_conferred": False})] == ["degree_completion_date"]
    assert unanswered(group, {**done, "degree_conferred": True}) == []


def test_documents_are_wanted_as_the_answers_say(mext: Definition) -> None:
    needed = {slot.key for slot in missing_documents(mext, {}, set())}
    assert "employer_recommendation" not in needed
    employed = {"education": {"currently_employed": True}}
    assert {slot.key for slot in missing_documents(mext, employed, set())} - needed == {"employer_recommendation"}
    assert missing_documents(mext, employed, needed | {"employer_recommendation"}) == []


@pytest.mark.parametrize(
    ("key", "answer", "words"),
    [
        ("birth_date", "2003-05-27", "27 May 2003"),
        ("nationalities", ["BE", "XXA"], "Belgium; no nationality (stateless)"),
        ("has_japanese_nationality", False, "No"),
        ("institution_country", "none", "not a student at a university or graduate school"),
        ("study_level", "master", "Master's degree"),
        ("theme", "rule-of-law", "rule-of-law"),
        ("japan_residence_months_total", 0, "0"),
        ("motivation", None, ""),
    ],
)
def test_answers_read_as_words(mirai: Definition, key: str, answer: object, words: str) -> None:
    assert display(mirai.question(key), answer, "en") == words


def test_several_answers_can_be_shown_one_to_a_line(mirai: Definition) -> None:
    assert display_items(mirai.question("nationalities"), ["BE", "FR"], "en") == ["Belgium", "France"]
