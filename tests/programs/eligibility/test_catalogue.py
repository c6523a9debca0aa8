"""Every rule set of the catalogue: its cases, its boundary days, its sources, and nothing odd about it."""

import pytest

from programs.catalog_files import CATALOG, read_yaml
from programs.eligibility import Bound, lint, load_cases, parse_rule_set, run_cases
from programs.eligibility.boundaries import boundaries
from programs.eligibility.cases import Case
from programs.eligibility.contradictions import contradictions
from programs.eligibility.evaluation import VERDICT_OF, Verdict, evaluate
from programs.eligibility.nodes import Between, Compare, leaves
from programs.vocabulary import lists, sources, vocabulary
from tests.programs.eligibility.catalogue import CASES, NAMES, bound_for, case_id, facts_of, rules_of

NINE_REQUIREMENTS = {
    "1": {"MIRAI-NAT-1", "MIRAI-NAT-2"},
    "2": {"MIRAI-ENR-1"},
    "3": {"MIRAI-PASS-1"},
    "4": {"MIRAI-RES-1", "MIRAI-PREV-1"},
    "5": {"MIRAI-AGE-1", "MIRAI-AGE-2"},
    "6": {"MIRAI-DOC-1"},
    "7": {"MIRAI-ENG-1"},
    "8": {"MIRAI-HEALTH-1"},
    "9": {"MIRAI-SNS-1"},
}


@pytest.mark.parametrize(("name", "case"), CASES, ids=case_id)
def test_a_case_comes_out_as_written(name: str, case: Case) -> None:
    assert run_cases([case], rules_of(name), lists()) == []


@pytest.mark.parametrize(("name", "case"), CASES, ids=case_id)
def test_boundary_days_come_out_as_an_independent_count_says(name: str, case: Case) -> None:
    bound = bound_for(name, case)
    for boundary in boundaries(bound, facts_of(name, case)):
        verdict = evaluate(bound, boundary.facts).verdicts[boundary.rule]
        assert verdict == VERDICT_OF[boundary.expected], boundary.name


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_of_a_rule_set_has_boundary_days(name: str) -> None:
    case = next(case for of, case in CASES if of == name)
    bound = bound_for(name, case)
    # Ordinals are bound to the codes that satisfy them, and have no values between.
    limits = [leaf for rule in bound.rules for leaf in leaves(rule.when) if isinstance(leaf, Compare | Between)]
    made = boundaries(bound, facts_of(name, case))
    assert len(made) >= 3 * len(limits) > 0


@pytest.mark.parametrize("name", NAMES)
def test_the_cases_make_every_rule_pass_and_fail(name: str) -> None:
    seen: set[tuple[str, Verdict]] = set()
    for of, case in CASES:
        if of == name:
            seen |= set(evaluate(bound_for(name, case), facts_of(name, case)).verdicts.items())
    keys = [rule.key for rule in rules_of(name).rules]
    assert {key for key, verdict in seen if verdict == Verdict.PASS} == set(keys)
    assert {key for key, verdict in seen if verdict == Verdict.FAIL} == set(keys)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_odd_about_a_rule_set(name: str) -> None:
    data = read_yaml(CATALOG / name / "rules.yaml")
    assert lint(data, vocabulary(), file=f"{name}/rules.yaml", lists=lists()) == []


@pytest.mark.parametrize(("name", "case"), CASES, ids=case_id)
def test_a_binding_is_free_of_contradictions_and_survives_storage(name: str, case: Case) -> None:
    bound = bound_for(name, case)
    assert contradictions(bound.rules, vocabulary()) == []
    assert Bound.from_content(bound.content(), vocabulary()) == bound


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_set_survives_storage(name: str) -> None:
    rules = rules_of(name)
    assert parse_rule_set(rules.content(), vocabulary(), file="stored").sha256 == rules.sha256


@pytest.mark.parametrize("name", NAMES)
def test_every_source_of_a_rule_is_known(name: str) -> None:
    assert {key for rule in rules_of(name).rules for key in rule.sources} <= set(sources())


def test_the_nine_requirements_of_the_embassys_page_are_the_twelve_rules() -> None:
    named: dict[str, set[str]] = {}
    for rule in rules_of("mirai").rules:
        named.setdefault(rule.requirement, set()).add(rule.key)
    assert named == NINE_REQUIREMENTS


def test_weakly_sourced_rules_and_health_never_reject() -> None:
    for name in NAMES:
        for rule in rules_of(name).rules:
            if rule.confidence == "low" or rule.health or "BK" in rule.sources:
                assert rule.on_false == "refer", rule.key


def test_countries_are_all_of_iso_3166_and_kosovo() -> None:
    from django_countries.data import COUNTRIES

    choices = vocabulary()["residence_country"].codes
    assert choices is not None
    assert set(choices.labels) == {*COUNTRIES, "XK"}


def test_japan_has_relations_with_195_states() -> None:
    diplomatic = lists()["countries.diplomatic"]
    choices = vocabulary()["residence_country"].codes
    assert choices is not None
    assert len(diplomatic.codes) == 195
    assert set(diplomatic.codes) <= set(choices.labels)
    assert not {"JP", "KP", "TW", "PS", "EH"} & set(diplomatic.codes)


def test_a_wrong_case_is_told_with_its_name() -> None:
    rules = rules_of("mirai")
    data = read_yaml(CATALOG / "mirai" / "cases.yaml")
    data["cases"] = [{"name": "Says the wrong thing", "outcome": "not_eligible", "verdicts": {"MIRAI-SNS-1": "fail"}}]
    told = [str(found) for found in run_cases(load_cases(data, rules, file="cases.yaml"), rules, lists())]
    assert len(told) == 2
    assert all("Says the wrong thing" in words for words in told)
