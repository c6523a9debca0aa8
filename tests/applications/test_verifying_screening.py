"""Stored results are derived again: what was changed by hand is found and named, what was erased by right is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from applications.models import Application, Choice, ScreeningResult, SnapshotValues
from applications.services.verifying import Count, faults
from portal.audit.models import Entry
from programs.models import Call
from tests.audit.chain import run
from tests.commands import refused, said
from tests.scenarios import MEETS_ALL, draft, submitted
from tests.staff import call_elsewhere

RESULTS = "applications_screeningresult"


@contextmanager
def by_hand(*tables: str) -> Iterator[None]:
    """Let these tables be changed as somebody with the database's password can. What waits is checked now."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")
    for table in tables:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")
    for table in tables:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def applications(call: Call) -> list[Application]:
    """One who meets every rule, one whose health is referred, one who is out, and a draft."""
    changes = ({}, {"declares_healthy": False}, {"nationalities": ["FR"]})
    return [*(submitted(call, facts={**MEETS_ALL, **changed}) for changed in changes), draft(call)]


def test_what_was_stored_by_the_product_follows_from_what_was_frozen(applications: list[Application]) -> None:
    words = said("verify_screening", "--all")
    assert "Read: 4 applications with 3 results; values erased from 0 snapshots." in words
    assert "Every stored result follows from what was frozen." in words
    assert Entry.objects.get(code="applications.screening_verified").data == {"results": 3, "faults": 0}


def test_a_changed_verdict_is_found_and_named(applications: list[Application]) -> None:
    with by_hand(RESULTS):
        run(
            f"UPDATE {RESULTS} SET outcome = 'eligible', verdicts = jsonb_set(verdicts, '{{MIRAI-NAT-1}}', '\"p\"') "
            "WHERE application_id = %s",
            applications[2].pk,
        )
    Choice.objects.filter(application=applications[2]).update(outcome="eligible")
    (words,) = faults(Application.objects.all(), Count())
    assert words.startswith(f"{applications[2].reference}, choice 1, snapshot 1, binding 1: ")
    assert "outcome is stored as eligible, derived as not_eligible" in words
    assert "rule MIRAI-NAT-1 is stored as p, derived as f" in words
    assert refused(1, "verify_screening", applications[2].reference) == "1 difference was found."
    assert "Every stored result" in said("verify_screening", applications[0].reference)


def test_a_key_too_many_differs_although_every_rule_agrees(applications: list[Application]) -> None:
    with by_hand(RESULTS):
        run(
            f'UPDATE {RESULTS} SET verdicts = verdicts || \'{{"ZZZ": "p"}}\' WHERE application_id = %s',
            applications[0].pk,
        )
    (words,) = faults(Application.objects.all(), Count())
    assert "rule ZZZ is stored as p, derived as –" in words


def test_changed_facts_health_verdicts_and_rules_are_found(applications: list[Application]) -> None:
    with by_hand("applications_snapshotvalues", "applications_snapshot", "programs_binding"):
        run(
            "UPDATE applications_snapshotvalues SET facts = jsonb_set(facts, '{birth_date}', '\"1980-01-01\"') "
            "WHERE application_id = %s",
            applications[0].pk,
        )
        run(
            'UPDATE applications_snapshot SET health_verdicts = \'{"MIRAI-HEALTH-1": "pass"}\' '
            "WHERE application_id = %s",
            applications[1].pk,
        )
        found = "\n".join(faults(Application.objects.all(), Count()))
        assert f"{applications[0].reference}, snapshot 1: the values are not those that were frozen." in found
        assert f"{applications[1].reference}, choice 1" in found
        assert "rule MIRAI-HEALTH-1 is stored as f, derived as p" in found
        run("UPDATE programs_binding SET content = jsonb_set(content, '{parameters,max_age}', '99')")
    found = "\n".join(faults(Application.objects.all(), Count()))
    assert "was changed: its checksum is" in found


def test_a_missing_result_and_a_choice_that_says_otherwise_are_found(applications: list[Application]) -> None:
    with by_hand(RESULTS):
        run(f"DELETE FROM {RESULTS} WHERE application_id = %s", applications[0].pk)
    Choice.objects.filter(application=applications[1]).update(outcome="eligible")
    assert list(faults(Application.objects.all(), Count())) == [
        f"{applications[0].reference}, choice 1: there is no result under the rules in force for it.",
        f"{applications[1].reference}, choice 1: it says eligible, its result in force says needs_check.",
    ]


def test_values_erased_by_right_are_counted_and_nothing_is_wrong(applications: list[Application]) -> None:
    SnapshotValues.objects.filter(application=applications[1]).delete()
    assert "values erased from 1 snapshots" in said("verify_screening", "--all")


def test_chunks_see_everybody_once(applications: list[Application]) -> None:
    by_ones, at_once = Count(), Count()
    assert list(faults(Application.objects.all(), by_ones, chunk=1)) == []
    assert list(faults(Application.objects.all(), at_once)) == []
    assert vars(by_ones) == vars(at_once)


def test_a_call_is_verified_by_itself(applications: list[Application], call: Call) -> None:
    elsewhere = submitted(call_elsewhere(call))
    with by_hand(RESULTS):
        run(f"UPDATE {RESULTS} SET outcome = 'not_eligible' WHERE application_id = %s", elsewhere.pk)
    assert "Read: 4 applications with 3 results" in said("verify_screening", "--call", call.slug)
    assert "2 differences" in refused(1, "verify_screening", "--call", elsewhere.call.slug)
    assert ScreeningResult.objects.count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize("words", [(), ("--all", "--call", "x"), ("--call", "nowhere"), ("NOTAREF",), ("7F3ATK29QDX",)])
def test_wrong_usage_says_what_there_is(words: tuple[str, ...]) -> None:
    assert refused(2, "verify_screening", *words)
