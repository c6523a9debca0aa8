"""An office departs from the programme's rules in its own call: added, replaced, disabled, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import Error as DatabaseRefusal

from applications.models import ScreeningResult
from portal.common.errors import DomainError
from portal.offices.models import Office
from programs.eligibility import Bound, Outcome, bind, evaluate, sha256_of
from programs.models import Call
from programs.rulesets import rule_set
from programs.services.additions import check_additions
from programs.services.calls import announce, create_call, create_round, why_not_announced
from programs.services.load_catalog import load_catalog
from programs.vocabulary import lists, vocabulary
from tests.calls import PARAMETERS, THEMES, open_call
from tests.scenarios import MEETS_ALL, definition, submitted

pytestmark = pytest.mark.django_db

ADDED: dict[str, Any] = {
    "key": "FI-PASS-1",
    "requirement": "Finland 1",
    "text": {"en": "Passport valid until the end of 2030"},
    "when": {"ge": {"fact": "passport_expiry", "value": "2030-12-31"}},
    "on_false": "reject",
    "on_unknown": "pending",
    "sources": ["MIRAI_FI21"],
    "confidence": "high",
}
NEIGHBOURS: dict[str, Any] = {
    **ADDED,
    "key": "MIRAI-NAT-1",
    "requirement": "1",
    "text": {"en": "National of Finland, Estonia or Latvia"},
    "when": {"has_any": {"fact": "nationalities", "codes": ["FI", "EE", "LV"]}},
}


def finnish_call(*additions: dict[str, Any], announced: bool = True) -> Call:
    """The same round at the Embassy in Finland, with additions, open as long as Belgium's."""
    belgium = open_call()
    call = create_call(
        office=Office.objects.get(code="emb-fi-helsinki"),
        round=belgium.round,
        slug="mirai-finland",
        opens_local=belgium.opens_local,
        closes_local=belgium.closes_local,
        parameters={"country": "FI"},
        additions=additions,
        themes=THEMES,
    )
    if announced:
        announce(call, actor=None)
    return call


def rules_in_force(call: Call) -> Bound:
    binding = call.binding
    assert binding is not None
    assert binding.sha256 == sha256_of(binding.content)
    return Bound.from_content(binding.content, vocabulary())


def verdicts(call: Call, **facts: Any) -> dict[str, Any]:
    known = vocabulary().canonical({**MEETS_ALL, "nationalities": ["FI"], "institution_country": "FI", **facts})
    return dict(evaluate(rules_in_force(call), known).verdicts)


def test_without_additions_the_binding_is_what_it_was() -> None:
    call = finnish_call()
    plain = bind(rule_set("mirai"), parameters={**PARAMETERS, "country": "FI"}, lists=lists())
    assert call.additions == []
    assert rules_in_force(call).sha256 == plain.sha256


@pytest.mark.parametrize(
    "addition", [{"add": ADDED}, {"replace": NEIGHBOURS}, {"disable": "MIRAI-SNS-1"}], ids=["add", "replace", "disable"]
)
def test_each_kind_of_addition_makes_another_binding(addition: dict[str, Any]) -> None:
    plain = bind(rule_set("mirai"), parameters={**PARAMETERS, "country": "FI"}, lists=lists())
    call = finnish_call({**addition, "note": "Agreed with the ministry"})
    assert Call.objects.get(pk=call.pk).additions == [{**addition, "note": "Agreed with the ministry"}]
    assert rules_in_force(call).sha256 != plain.sha256


def test_an_added_rule_counts() -> None:
    call = finnish_call({"add": ADDED})
    assert verdicts(call)["FI-PASS-1"] == "pass"
    assert verdicts(call, passport_expiry="2030-12-30")["FI-PASS-1"] == "fail"


def test_a_replaced_rule_asks_what_the_office_asks() -> None:
    call = finnish_call({"replace": NEIGHBOURS})
    assert verdicts(call, nationalities=["EE"])["MIRAI-NAT-1"] == "pass"
    assert verdicts(call, nationalities=["SE"])["MIRAI-NAT-1"] == "fail"


def test_a_disabled_rule_is_not_asked_at_all() -> None:
    call = finnish_call({"disable": "MIRAI-SNS-1"})
    assert "MIRAI-SNS-1" not in verdicts(call, commits_sns_open=False)


def test_people_are_screened_by_the_additions_of_the_office_they_apply_to_and_no_other() -> None:
    finland = finnish_call({"add": ADDED}, {"replace": NEIGHBOURS}, {"disable": "MIRAI-SNS-1"})
    belgium = Call.objects.get(slug="mirai-2026-27-belgium")
    at_home = {**MEETS_ALL, "nationalities": ["EE"], "institution_country": "FI", "commits_sns_open": False}
    abroad = {**MEETS_ALL, "commits_sns_open": False}
    short = {"passport_expiry": "2030-01-01"}
    found = {
        name: ScreeningResult.objects.get(application=submitted(call, facts=facts)).outcome
        for name, call, facts in (
            ("admitted by the office", finland, at_home),
            ("excluded by the office", finland, {**at_home, **short}),
            ("elsewhere its rules stay", belgium, abroad),
            ("and are not more", belgium, {**MEETS_ALL, **short}),
        )
    }
    assert found == {
        "admitted by the office": Outcome.ELIGIBLE,
        "excluded by the office": Outcome.NOT_ELIGIBLE,
        "elsewhere its rules stay": Outcome.NOT_ELIGIBLE,
        "and are not more": Outcome.ELIGIBLE,
    }


@pytest.mark.parametrize(
    ("addition", "path", "words"),
    [
        ({"disable": "MIRAI-SMS-1"}, "additions[0].disable", "MIRAI-SNS-1"),
        ({"remove": "MIRAI-SNS-1"}, "additions[0].remove", "add, replace, disable"),
        ({"add": {**ADDED, "on_false": "expel"}}, "additions[0].add.on_false", "Choices: reject, refer"),
        (
            {"add": {**ADDED, "when": {"ge": {"fact": "passport_expires", "value": "2030-12-31"}}}},
            "additions[0].add.when.ge.fact",
            'Did you mean "passport_expiry"?',
        ),
        ({"add": {**ADDED, "sources": ["HEARSAY"]}}, "additions[0].add", 'no source "HEARSAY"'),
        (
            {"add": {**ADDED, "when": {"eq": {"fact": "degree_conferred", "value": True}}}},
            "additions[0].add",
            "no question states it",
        ),
        (
            {"replace": {**NEIGHBOURS, "when": {"has_any": {"fact": "nationalities", "codes": {"list": "nordic"}}}}},
            "additions[0].replace.when",
            "countries.diplomatic",
        ),
        ({"disable": "MIRAI-SNS-1", "note": ["a"]}, "additions[0].note", "text is needed here"),
    ],
)
def test_a_wrong_addition_is_refused_with_path_and_choices_and_nothing_is_made(
    addition: dict[str, Any], path: str, words: str
) -> None:
    with pytest.raises(DomainError) as caught:
        finnish_call(addition, announced=False)
    assert caught.value.code == "wrong_addition"
    assert caught.value.values["path"] == path
    assert f"mirai-finland: {path}" in str(caught.value)
    assert words in str(caught.value)
    assert not Call.objects.filter(slug="mirai-finland").exists()


def test_at_least_one_rule_stays() -> None:
    everything = [{"disable": rule.key} for rule in rule_set("mirai").rules]
    with pytest.raises(DomainError, match="no rule would be left"):
        finnish_call(*everything, announced=False)


def test_a_rule_that_a_later_addition_takes_away_again_is_nothing_to_complain_of() -> None:
    strange = {**ADDED, "sources": ["HEARSAY"]}
    belgium = open_call()
    check_additions(
        [{"add": strange}, {"disable": "FI-PASS-1"}], rule_set("mirai"), definition(belgium), file="finland.yaml"
    )


def test_what_became_wrong_before_the_announcement_is_named_then() -> None:
    call = finnish_call({"disable": "MIRAI-SNS-1"}, announced=False)
    Call.objects.filter(pk=call.pk).update(additions=[{"disable": "MIRAI-SNS-9"}])
    call.refresh_from_db()
    (problem,) = why_not_announced(call)
    assert problem.startswith("mirai-finland: additions[0].disable: ")
    with pytest.raises(DomainError, match="there is no rule") as caught:
        announce(call, actor=None)
    assert caught.value.code == "cannot_bind"


@pytest.mark.parametrize("field", ['additions = \'[{"disable": "MIRAI-NAT-2"}]\'', "parameters = '{}'"])
def test_the_database_refuses_to_change_what_was_announced(field: str) -> None:
    call = finnish_call({"disable": "MIRAI-SNS-1"}, announced=False)
    change = f"UPDATE programs_call SET {field} WHERE id = {call.pk}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)  # an unannounced call is still being made
        transaction.set_rollback(True)
    announce(call, actor=None)
    with pytest.raises(DatabaseRefusal, match="are fixed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_call_of_another_programme_departs_from_its_own_rules() -> None:
    load_catalog()
    with pytest.raises(DomainError, match="there is no rule"):
        create_call(
            office=Office.objects.get(code="emb-fi-helsinki"),
            round=create_round(
                programme="mext-research", slug="mext-research-2028", name={"en": "MEXT"}, year=2028, parameters={}
            ),
            slug="mext-finland",
            opens_local="2027-04-01T09:00",
            closes_local="2027-05-20T17:00",
            additions=[{"disable": "MIRAI-SNS-1"}],
        )
