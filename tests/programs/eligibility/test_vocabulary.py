"""The vocabulary is read strictly, and so is what people give for it."""

import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from programs.eligibility import Codes, DefinitionError, FactError, Vocabulary
from tests.programs.eligibility.samples import VOCABULARY, WORDS, facts


def changed(path: str, value: Any) -> dict[str, Any]:
    """The small vocabulary's data with one value set at a dotted path."""
    data: dict[str, Any] = copy.deepcopy(WORDS)
    *way, last = path.split(".")
    spot = data
    for key in way:
        spot = spot[key]
    spot[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "spot", "words"),
    [
        ("facts.months.typ", "int", "facts.months.typ", ['unknown key "typ"', 'Did you mean "type"?']),
        ("facts.months.type", "integer", "facts.months.type", ['"integer" is not known here', "decimal, bool"]),
        ("facts.months.label", {"fr": "Mois"}, "facts.months.label", ["The English", "en"]),
        ("facts.months.label", {"english": "Months"}, "facts.months.label.english", ["not a language code"]),
        ("facts.agrees.sensitivity", "secret", "facts.agrees.sensitivity", ["plain, personal, health"]),
        ("facts.agrees.scope", "call", "facts.agrees.scope", ["person, choice"]),
        ("facts.agrees.codes", {"open": "slug"}, "facts.agrees", ['"codes" goes with code and set']),
        ("facts.country.codes", {}, "facts.country.codes", ["no code can be given"]),
        ("facts.country.codes", {"set": "planets"}, "facts.country.codes.set", ['"planets" is not known here']),
        ("facts.birth_date.min", 1, "facts.birth_date.min", ['"min" goes with numbers']),
        ("facts.Months", {"type": "int", "label": {"en": "M"}}, "facts.Months", ["is not a key"]),
        ("instead.age", "birthday", "instead.age", ['Did you mean "birth_date"?']),
        ("format", 2, "format", ["format 2 is not known", "Choices: 1"]),
    ],
)
def test_a_wrong_definition_names_file_path_and_choices(path: str, value: Any, spot: str, words: list[str]) -> None:
    with pytest.raises(DefinitionError) as raised:
        Vocabulary.load(changed(path, value), file="words.yaml")
    assert raised.value.file == "words.yaml"
    assert raised.value.path == spot
    for word in words:
        assert word.lower() in str(raised.value).lower()


@pytest.mark.parametrize("place", ["{valeu}", "{value!r}", "{value:>9}", "{0}"])
def test_a_sentence_may_only_use_the_known_places(place: str) -> None:
    entry = {"want": "w", "pass": f"It is {place}.", "fail": "f", "unknown": "u"}
    data = changed("facts.months.sentences", {"en": {"le": entry}})
    with pytest.raises(DefinitionError, match="no place"):
        Vocabulary.load(data, file="words.yaml")


def test_a_sentence_for_an_operator_that_does_not_exist_is_refused() -> None:
    entry = {"want": "w", "pass": "p", "fail": "f", "unknown": "u"}
    with pytest.raises(DefinitionError, match="less_than"):
        Vocabulary.load(changed("facts.months.sentences", {"en": {"less_than": entry}}), file="words.yaml")


@pytest.mark.parametrize(
    ("key", "given", "canonical"),
    [
        ("birth_date", "2003-05-27", "2003-05-27"),
        ("birth_date", date(2003, 5, 27), "2003-05-27"),
        ("months", 6, 6),
        ("grade", 3.25, Decimal("3.25")),
        ("grade", "3.25", Decimal("3.25")),
        ("grade", 3, Decimal("3")),
        ("member", True, True),
        ("agrees", False, False),
        ("country", "BE", "BE"),
        ("japanese", "N2", "N2"),
        ("theme", "rule-of-law", "rule-of-law"),
        ("papers", ["plan", "form", "plan"], Codes(frozenset({"form", "plan"}), complete=True)),
        ("papers", [], Codes(frozenset(), complete=True)),
        ("papers", {"codes": ["form"], "complete": False}, Codes(frozenset({"form"}), complete=False)),
        ("papers", {"codes": ["form"]}, Codes(frozenset({"form"}), complete=True)),
    ],
)
def test_values_become_canonical(key: str, given: object, canonical: object) -> None:
    assert facts(**{key: given}).values == {key: canonical}


@pytest.mark.parametrize(
    ("key", "given", "words"),
    [
        ("birth_date", "27/05/2003", "year-month-day"),
        ("birth_date", "2003-02-29", "not a day of the calendar"),
        ("birth_date", "20030527", "year-month-day"),
        ("birth_date", "infinity", "year-month-day"),
        ("birth_date", "٢٠٠٣-٠٥-٢٧", "year-month-day"),
        ("birth_date", datetime(2003, 5, 27, 12, 0, tzinfo=UTC), "year-month-day"),
        ("birth_date", 20030527, "year-month-day"),
        ("months", "6", "whole number"),
        ("months", 6.0, "whole number"),
        ("months", True, "whole number"),
        ("months", -1, "from 0 to 600"),
        ("months", 2**40, "from 0 to 600"),
        ("grade", "3,25", "at most 12 digits"),
        ("grade", float("nan"), "at most 12 digits"),
        ("grade", "1e2", "at most 12 digits"),
        ("grade", True, "at most 12 digits"),
        ("grade", "5.01", "from 0 to 5"),
        ("member", 1, "neither true nor false"),
        ("member", "true", "neither true nor false"),
        ("agrees", "yes", "neither true nor false"),
        ("country", "be", 'Did you mean "BE"?'),
        ("country", ["BE"], "is not a code"),
        ("japanese", "N6", "is not a code"),
        ("theme", "Rule of Law", "is not a code"),
        ("theme", "a\x00b", "is not a code"),
        ("papers", "form", "is not a set"),
        ("papers", ["from"], 'Did you mean "form"?'),
        ("papers", {"codes": ["form"], "complete": "no"}, "is not a set"),
        ("papers", {"code": ["form"]}, "a set is a list of codes"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_the_fact_and_what_would_do(
    key: str, given: object, words: str
) -> None:
    with pytest.raises(FactError) as raised:
        facts(**{key: given})
    (problem,) = raised.value.problems
    assert problem.key == key
    assert problem.message.startswith(f"{key}: ")
    assert words in problem.message


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    with pytest.raises(FactError) as raised:
        facts(birthdate="2003-05-27")
    (problem,) = raised.value.problems
    assert problem.nearest == "birth_date"
    assert problem.message == 'There is no fact "birthdate". Did you mean "birth_date"?'


def test_a_word_of_another_description_names_the_fact_to_give_in_its_place() -> None:
    with pytest.raises(FactError, match='give "birth_date"'):
        facts(age=23)


def test_every_problem_is_listed_not_only_the_first() -> None:
    with pytest.raises(FactError) as raised:
        facts(birth_date="soon", months=-3, agree=True)
    assert [problem.key for problem in raised.value.problems] == ["birth_date", "months", "agree"]


def test_null_is_the_same_as_an_absent_key() -> None:
    assert facts(agrees=None, months=2) == facts(months=2)


def test_a_snapshot_reads_back_to_the_same_facts() -> None:
    known = facts(
        birth_date="2003-05-27",
        grade="3.20",
        papers={"codes": ["plan", "form"], "complete": False},
        member=False,
        months=0,
    )
    content = known.content()
    assert content["papers"] == {"codes": ["form", "plan"], "complete": False}
    assert content["grade"] == 3.2
    assert VOCABULARY.canonical(content) == known


def test_facts_do_not_show_their_values_in_logs() -> None:
    assert repr(facts(birth_date="2003-05-27")) == "<Facts birth_date>"


def test_names_of_a_code_set_come_from_outside_and_codes_stand_for_themselves_without() -> None:
    data = changed("code_sets", {"planets": ["MA", "VE"]})
    data["facts"]["country"]["codes"] = {"set": "planets"}
    named = Vocabulary.load(data, file="words.yaml", names={"planets": {"en": {"MA": "Mars"}, "fr": {"VE": "Vénus"}}})
    choices = named["country"].codes
    assert choices is not None
    assert [
        choices.label("MA", "en"),
        choices.label("MA", "fr"),
        choices.label("VE", "fr"),
        choices.label("VE", "en"),
    ] == [
        "Mars",
        "Mars",
        "Vénus",
        "VE",
    ]
