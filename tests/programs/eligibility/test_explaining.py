"""Sentences: whole, in their own words, with the value and what is wanted, for every rule and verdict."""

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from programs.catalog_files import CATALOG
from programs.eligibility import (
    Bound,
    Codes,
    Explained,
    Facts,
    FactType,
    Verdict,
    bind,
    evaluate,
    explain,
    requirement_sentence,
)
from programs.eligibility import phrases as phrase_files
from programs.eligibility.facts import Fact, Value
from programs.eligibility.folding import day_after, day_before
from programs.eligibility.nodes import Compare, Equals, Literal, OneOf, SetTest, leaves
from programs.eligibility.phrases import phrases
from programs.eligibility.rules import Rule
from tests.programs.eligibility.catalogue import CASES, NAMES, bound_for, facts_of
from tests.programs.eligibility.samples import LISTS, bound, facts, rule, rule_set

MIRAI = next(bound_for(name, case) for name, case in CASES if name == "mirai")
MEXT = next(bound_for(name, case) for name, case in CASES if name == "mext-research")


def explained(made: Bound, known: Facts, key: str = "R-1", **options: Any) -> Explained:
    return next(entry for entry in explain(made, evaluate(made, known), known, **options) if entry.key == key)


def catalogue_person(name: str, **changes: object) -> Facts:
    case = next(case for of, case in CASES if of == name)
    return facts_of(name, type(case)(case.name, {**case.facts, **changes}, {}, case.outcome, {}))


def candidates(made: Bound, rule: Rule, fact: Fact) -> list[Value | None]:
    """Values of a fact on both sides of everything the rule compares it with, and no answer."""
    values: list[Value | None] = [None]
    for leaf in leaves(rule.when):
        if leaf.fact != fact.key:
            continue
        match leaf:
            case Compare(value=Literal(str() as day)):
                values += [day_before(day), day, day_after(day)]
            case Compare(value=Literal(limit)):
                values += [limit - 1, limit, limit + 1]  # type: ignore[operator]
            case Equals(value=Literal(str() as code)):
                values += [code, other_code(fact, {code})]
            case OneOf(codes=tuple() as codes):
                named = {str(code.value) for code in codes if isinstance(code, Literal)}
                values += [min(named), other_code(fact, named)]
            case SetTest(codes=tuple() as codes):
                named = {str(code.value) for code in codes if isinstance(code, Literal)}
                values += [Codes(frozenset({min(named)})), Codes(frozenset()), Codes(frozenset(), complete=False)]
                values += [Codes(frozenset({other_code(fact, named)}))]
            case _:
                values += [True, False]
    assert fact.type is not FactType.ORDINAL
    return values


def other_code(fact: Fact, named: set[str]) -> str:
    assert fact.codes is not None
    return next((code for code in fact.codes.labels if code not in named), "zz")


@pytest.mark.parametrize(("name", "made"), [("mirai", MIRAI), ("mext-research", MEXT)])
def test_every_rule_and_verdict_of_the_catalogue_is_a_whole_sentence(name: str, made: Bound) -> None:
    for one in made.rules:
        reached: dict[Verdict, set[str]] = {}
        keys = sorted(one.facts())
        choices = [candidates(made, one, made.vocabulary[key]) for key in keys]
        for values in itertools.product(*choices):
            known = Facts({key: value for key, value in zip(keys, values, strict=True) if value is not None})
            entry = explained(made, known, one.key)
            reached.setdefault(entry.verdict, set()).add(entry.sentence)
            assert re.fullmatch(r"[A-Z].*\.", entry.sentence), entry.sentence
            for words in (entry.sentence, entry.wanted, entry.value, entry.consequence):
                assert not re.search(r"[{}]|None|\bTrue\b|\bFalse\b|–", words), words
            assert entry.wanted[:1].isupper(), entry.wanted
        assert set(reached) == set(Verdict), f"{one.key} of {name} reached only {sorted(reached)}"
        passes, fails = reached[Verdict.PASS], reached[Verdict.FAIL]
        assert not passes & fails, one.key


def test_a_passport_that_ends_too_early_says_when_it_ends_and_what_is_wanted() -> None:
    entry = explained(MIRAI, catalogue_person("mirai", passport_expiry="2027-01-31"), "MIRAI-PASS-1")
    assert entry.sentence == "Your passport ends on 31 January 2027; it must be valid until 20 February 2027 or later."
    assert (entry.requirement, entry.value, entry.wanted) == (
        "3",
        "31 January 2027",
        "Passport valid until 20 February 2027 or later",
    )
    assert (entry.sources, entry.on_false, entry.on_unknown) == (("SEED_BE",), "reject", "pending")
    assert entry.consequence == "Without this you cannot be selected."


def test_a_requirement_can_be_said_without_anybodys_facts() -> None:
    assert requirement_sentence(MEXT, "MEXT-RES-AGE-1") == "Born on or after 2 April 1992"
    assert requirement_sentence(MIRAI, "MIRAI-AGE-1") == (
        "Aged 20 or over on 13 February 2027 (born on or before 13 February 2007)"
    )
    assert requirement_sentence(MEXT, "MEXT-RES-NAT-2") == (
        "No Japanese nationality, or giving up Japanese nationality by arrival in Japan"
    )


def test_a_long_list_is_called_by_its_name() -> None:
    entry = explained(MEXT, catalogue_person("mext-research", nationalities=["KP"]), "MEXT-RES-NAT-5")
    assert entry.sentence == (
        "Your nationality: North Korea. Needed: the nationality of a country that has diplomatic relations with Japan."
    )


def test_of_alternatives_all_that_failed_are_named_and_one_that_holds_is_enough() -> None:
    failing = catalogue_person(
        "mext-research", has_japanese_nationality=True, residence_country="JP", will_renounce_japanese_by_arrival=True
    )
    assert explained(MEXT, failing, "MEXT-RES-NAT-3").sentence == (
        "You hold Japanese nationality, which is an obstacle. "
        "You live in Japan; you must live outside Japan when you apply."
    )
    passing = catalogue_person("mext-research", has_japanese_nationality=False)
    assert explained(MEXT, passing, "MEXT-RES-NAT-3").sentence == "You do not hold Japanese nationality."


def test_the_calls_own_names_of_themes_are_used() -> None:
    known = catalogue_person("mirai", theme="rule-of-law", birth_date="1990-01-01")
    names = {"theme": {"rule-of-law": "Rule of Law"}}
    entry = explained(MIRAI, known, "MIRAI-AGE-2", names=names)
    assert entry.sentence.startswith("Your theme is Rule of Law, and to Rule of Law a limit applies. You were born on")
    assert entry.value == "Rule of Law; 1 January 1990"


def test_health_is_explained_from_the_verdict_alone_and_never_shows_an_answer() -> None:
    known = catalogue_person("mirai").without(["declares_healthy"])
    screening = evaluate(MIRAI, known, health={"MIRAI-HEALTH-1": "pass"})
    entry = next(entry for entry in explain(MIRAI, screening, known) if entry.key == "MIRAI-HEALTH-1")
    assert entry.sentence == "You said that you are healthy enough to take part."
    assert entry.value == ""
    assert explained(MIRAI, catalogue_person("mirai"), "MIRAI-HEALTH-1").value == ""


def test_a_verdict_the_facts_no_longer_give_is_explained_by_the_rules_own_statement() -> None:
    stored = {**evaluate(MIRAI, catalogue_person("mirai")).verdicts, "MIRAI-RES-1": Verdict.FAIL}
    entry = next(e for e in explain(MIRAI, stored, Facts({})) if e.key == "MIRAI-RES-1")
    assert entry.sentence == "This requirement is not met: Not more than six months in Japan altogether."


def test_a_rule_that_does_not_apply_says_so() -> None:
    parameters = {"most": {"type": "int", "label": {"en": "Most"}, "optional": True}}
    rules = rule_set(
        rule({"le": {"fact": "months", "value": {"param": "most"}}}, applies_with=["most"]), parameters=parameters
    )
    made = bind(rules, parameters={}, lists=LISTS)
    entry = explained(made, facts())
    assert (entry.verdict, entry.sentence) == (Verdict.PASS, "This requirement does not apply to this call.")
    assert entry.wanted == "What is asked"


ANSWERS: dict[str, object] = {
    "birth_date": "1999-10-01",
    "months": 7,
    "grade": "2.50",
    "member": True,
    "country": "FR",
    "japanese": "N3",
    "papers": ["form"],
    "agrees": False,
    "theme": "law",
}
WHENS: list[dict[str, Any]] = [
    *({word: {"fact": "birth_date", "value": "1999-10-01"}} for word in ("le", "lt", "ge", "gt")),
    *({word: {"fact": "months", "value": 6}} for word in ("le", "lt", "ge", "gt")),
    *({word: {"fact": "japanese", "value": "N2"}} for word in ("le", "lt", "ge", "gt", "eq")),
    *({word: {"fact": "papers", "codes": ["form", "plan"]}} for word in ("has_any", "has_all", "only")),
    *({word: {"fact": "birth_date", "years": 20, "on": "2019-10-01"}} for word in ("age_at_least", "age_at_most")),
    {"between": {"fact": "grade", "low": 1, "high": "2.25"}},
    {"between": {"fact": "birth_date", "low": "1999-01-01", "high": "2000-01-01"}},
    {"between": {"fact": "japanese", "low": "N4", "high": "N2"}},
    {"eq": {"fact": "country", "value": "BE"}},
    {"eq": {"fact": "member", "value": False}},
    {"in": {"fact": "country", "codes": ["BE", "JP"]}},
    {"in": {"fact": "country", "codes": {"list": "neighbours"}}},
    {"in": {"fact": "theme", "codes": ["law", "peace", "trade"]}},
    {"declared": {"fact": "agrees"}},
]


@pytest.mark.parametrize("when", [*WHENS, *({"not": when} for when in WHENS)], ids=str)
@pytest.mark.parametrize("answered", [True, False])
def test_every_operator_has_general_words_plain_and_negated(when: dict[str, Any], answered: bool) -> None:
    made = bound(when)
    known = facts(**{key: value for key, value in ANSWERS.items() if key in made.facts()}) if answered else facts()
    entry = explained(made, known)
    assert (entry.verdict is Verdict.UNKNOWN) == (not answered)
    assert entry.sentence.endswith(".")
    assert not re.search(r"[{}–]|None", f"{entry.sentence}{entry.wanted}{entry.value}")
    assert bool(entry.value) == answered


def test_values_are_written_as_people_write_them() -> None:
    words = phrases("en")
    assert words.day("1992-04-02") == "2 April 1992"
    assert (words.number(1, "month"), words.number(6, "month"), words.number(0, "year")) == (
        "1 month",
        "6 months",
        "0 years",
    )
    assert words.listed(["a"], "or") == "a"
    assert words.listed(["a", "b"], "or") == "a or b"
    assert words.listed(["a", "b", "c"], "and") == "a, b and c"
    assert words.listed([str(n) for n in range(1, 13)], "or") == "1, 2, 3, 4, 5 and 7 others"


def test_a_part_of_a_set_and_an_empty_one_are_told_apart() -> None:
    made = bound({"only": {"fact": "papers", "codes": ["form", "plan"]}})
    assert explained(made, facts(papers={"codes": ["form"], "complete": False})).value == "form (so far)"
    assert explained(made, facts(papers=[])).value == "none"


def test_a_language_without_words_falls_back_to_english() -> None:
    assert [entry.sentence for entry in explain(MIRAI, evaluate(MIRAI, Facts({})), Facts({}), language="ko")] == [
        entry.sentence for entry in explain(MIRAI, evaluate(MIRAI, Facts({})), Facts({}), language="en")
    ]


def test_a_language_that_has_some_words_uses_them_and_english_for_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "en.json").write_bytes((phrase_files.FOLDER / "en.json").read_bytes())
    dutch = {
        "language": "nl",
        "months": ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
        "operators": {"date": {"le": {"fail": "{label}: {value}; uiterlijk {wanted} is nodig."}}},
    }
    (tmp_path / "nl.json").write_text(json.dumps(dutch), "utf-8")
    monkeypatch.setattr(phrase_files, "FOLDER", tmp_path)
    for cached in (phrase_files.phrases, phrase_files.available):
        cached.cache_clear()
    try:
        made = bound(
            {"le": {"fact": "birth_date", "value": "2000-05-01"}}, {"ge": {"fact": "birth_date", "value": "1992-04-02"}}
        )
        late, fine = explain(
            made, evaluate(made, facts(birth_date="2001-10-03")), facts(birth_date="2001-10-03"), language="nl"
        )
        assert late.sentence == "Date of birth: 3 okt 2001; uiterlijk 1 mei 2000 is nodig."
        assert fine.sentence == "Date of birth: 3 October 2001, and 2 April 1992 or later is needed."
        assert (late.value, late.consequence) == ("3 okt 2001", "Without this you cannot be selected.")
    finally:
        for cached in (phrase_files.phrases, phrase_files.available):
            cached.cache_clear()


def test_all_rule_sets_are_looked_at() -> None:
    assert set(NAMES) == {path.parent.name for path in CATALOG.glob("*/rules.yaml")}
    assert len(NAMES) == 10
