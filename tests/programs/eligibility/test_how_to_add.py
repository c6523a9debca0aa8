"""The page about eligibility says how to add a fact, a rule, a programme and an operator: what it says must work."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from programs.catalog_files import CATALOG, parse_yaml, read_yaml
from programs.definitions import check_codes_of_documents, check_provided, check_sources, parse_definition
from programs.eligibility import (
    DefinitionError,
    RuleSet,
    bind,
    evaluate,
    explain,
    lint,
    load_cases,
    parse_rule_set,
    run_cases,
)
from programs.eligibility.boundaries import boundaries
from programs.eligibility.evaluation import VERDICT_OF
from programs.eligibility.vocabulary import Vocabulary
from programs.vocabulary import lists, sources

PAGE = settings.BASE_DIR / "docs" / "eligibility.md"
EXAMPLE = re.compile(r"<!-- example: (?P<name>\S+) -->\n```yaml\n(?P<text>.*?)\n```", re.DOTALL)
FIRST_DAY = {"first_day": "2027-02-13"}


@cache
def examples() -> dict[str, Any]:
    """What the page shows, by the name of the file it would stand in."""
    found = EXAMPLE.finditer(PAGE.read_text("utf-8"))
    return {each["name"]: parse_yaml(each["text"].encode(), named=each["name"]) for each in found}


@cache
def words() -> Vocabulary:
    """The catalogue's facts and the one that the page adds."""
    data = read_yaml(CATALOG / "facts.yaml")
    return Vocabulary.load({**data, "facts": {**data["facts"], **examples()["facts.yaml"]}}, file="facts.yaml")


def rules() -> RuleSet:
    return parse_rule_set(examples()["winter-seminar/rules.yaml"], words(), file="winter-seminar/rules.yaml")


def test_the_fact_is_new_and_its_sentences_are_said() -> None:
    assert "volunteer_hours" not in read_yaml(CATALOG / "facts.yaml")["facts"]
    bound = bind(rules(), parameters=FIRST_DAY, lists=lists())
    facts = words().canonical({"birth_date": "2004-06-30", "volunteer_hours": 12})
    said = explain(bound, evaluate(bound, facts).verdicts, facts)
    assert [line.sentence for line in said] == [
        "You were born on 30 June 2004, so you are 18 or over on 13 February 2027.",
        "You have done 12 hours of volunteer work; 40 are needed.",
    ]


def test_the_rules_have_no_findings_and_their_cases_and_limits_come_out() -> None:
    data = examples()["winter-seminar/rules.yaml"]
    assert lint(data, words(), file="rules.yaml", lists=lists()) == []
    cases = load_cases(examples()["winter-seminar/cases.yaml"], rules(), file="cases.yaml")
    assert len(cases) == 4
    assert run_cases(cases, rules(), lists()) == []
    bound = bind(rules(), parameters=FIRST_DAY, lists=lists())
    made = boundaries(bound, words().canonical(cases[0].facts))
    assert {boundary.rule for boundary in made} == {"WINTER-AGE-1", "WINTER-WORK-1"}
    for boundary in made:
        assert evaluate(bound, boundary.facts).verdicts[boundary.rule] == VERDICT_OF[boundary.expected], boundary.name


def test_the_programme_states_every_fact_of_its_rules() -> None:
    file = "winter-seminar/programme.yaml"
    definition = parse_definition(examples()[file], words(), file=file)
    check_provided(definition, rules(), file=file)
    check_codes_of_documents(definition, rules(), file=file)
    check_sources(definition, rules(), sources(), file=file)
    assert definition.key == definition.rule_set == "winter-seminar"
    assert not (CATALOG / definition.key).exists(), "an example stays one"


def test_a_programme_that_leaves_a_fact_out_is_refused() -> None:
    file = "winter-seminar/programme.yaml"
    data = examples()[file]
    group = {**data["groups"][0], "questions": data["groups"][0]["questions"][:1]}
    with pytest.raises(DefinitionError, match="volunteer_hours"):
        check_provided(parse_definition({**data, "groups": [group]}, words(), file=file), rules(), file=file)


def test_an_operator_is_spoken_of_where_the_page_says_and_nowhere_else() -> None:
    table = re.search(r"\*\*An operator\*\*.*?\n((?:\|[^\n]*\n)+)", PAGE.read_text("utf-8"), re.DOTALL)
    assert table is not None
    listed = set()
    for row in table[1].splitlines()[2:]:
        first, *beside = re.findall(r"`([^`]+)`", row.split("|")[1])
        listed |= {first, *(str(Path(first).parent / name) for name in beside)}
    tests = {"tests/programs/eligibility/naive.py", "tests/programs/eligibility/random_rules.py"}
    spoken = {
        str(path.relative_to(settings.BASE_DIR))
        for path in (settings.BASE_DIR / "programs").rglob("*.*")
        if path.suffix in {".py", ".json"} and re.search(r"\bBetween\b|\"between\"", path.read_text("utf-8"))
    }
    assert listed == spoken | tests
    for name in tests:
        assert '"between"' in (settings.BASE_DIR / name).read_text("utf-8")
