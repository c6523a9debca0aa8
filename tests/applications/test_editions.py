"""A draft is offered the newer rules of its call; its applicant takes them, or keeps those it was begun with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from applications.editions import NewerRules, compare, newer_rules
from applications.models import Application, Rescreening, RunScope
from applications.services.editions import keep_mine, take_newer
from applications.services.rescreening import discard, release
from applications.services.submission import submit, withdraw
from applications.states import Status
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common import clock
from portal.common.errors import Conflict, DomainError
from programs.eligibility import Outcome, Verdict
from programs.eligibility.comparing import Change
from programs.models import Call
from tests.applications.new_rules import PASSPORT, VALID_LONG, begun, coordinator, finished, publish
from tests.factories import PersonFactory
from tests.scenarios import MEETS_ALL, draft, filled_in

LONGER_STILL = {
    **PASSPORT,
    "text": {"en": "Passport valid until the end of 2037"},
    "when": {"ge": {"fact": "passport_expiry", "value": "2037-12-31"}},
}


def change_rules(call: Call, *more: dict[str, Any], without: tuple[str, ...] = ()) -> Rescreening:
    """Publish other rules, screen nobody again, release: they are in force."""
    call.refresh_from_db()
    publish(call, *more, without=without)
    run = finished(begun(call, scope=RunScope.DRAFTS))
    release(run, user=coordinator(call))
    call.refresh_from_db()
    run.refresh_from_db()
    return run


def read(application: Application) -> Application:
    """The draft as a new request reads it."""
    return Application.objects.of_person(application.person.user).get(pk=application.pk)  # type: ignore[no-any-return]


def offer(application: Application) -> NewerRules:
    found = newer_rules(read(application))
    assert found is not None
    return found


def owner(application: Application) -> User:
    user = application.person.user
    assert user is not None
    return user


def codes() -> list[str]:
    return list(
        Entry.objects.unscoped("a test")
        .filter(code__in=("applications.rules_taken", "applications.rules_declined"))
        .order_by("pk")
        .values_list("code", flat=True)
    )


def test_a_draft_is_offered_nothing_before_the_release_and_the_rules_in_force_after_it(call: Call) -> None:
    application = draft(call)
    assert newer_rules(read(application)) is None
    publish(call, PASSPORT)
    run = finished(begun(call))
    assert newer_rules(read(application)) is None
    release(run, user=coordinator(call))
    run.refresh_from_db()
    call.refresh_from_db()
    found = offer(application)
    assert (found.binding.pk, found.declined) == (run.to_binding_id, False)
    assert (found.since, found.own_since) == (run.settled_at, call.announced_at)
    assert newer_rules(draft(call)) is None


def test_a_discarded_run_offers_nothing(call: Call) -> None:
    application = draft(call)
    publish(call, PASSPORT)
    discard(finished(begun(call)), user=coordinator(call))
    assert newer_rules(read(application)) is None


def test_who_takes_the_new_rules_is_screened_by_them(call: Call) -> None:
    kept, taken = filled_in(call), filled_in(call)
    run = change_rules(call, PASSPORT)
    answers = [(section.key, section.answers, section.version) for section in taken.sections.order_by("key")]
    moved = take_newer(taken, user=owner(taken), expected_binding=run.to_binding.number)
    assert moved is not None
    assert (moved.before.pk, moved.after.pk) == (run.from_binding_id, run.to_binding_id)
    assert [(s.key, s.answers, s.version) for s in read(taken).sections.order_by("key")] == answers
    assert newer_rules(read(taken)) is None
    for application, status, binding in (
        (kept, "eligible", run.from_binding_id),
        (taken, "not_eligible", run.to_binding_id),
    ):
        sent = submit(application, user=owner(application), arrived_at=clock.now())
        assert (sent.status, sent.binding_id) == (status, binding)
        assert {result.binding_id for result in sent.screenings.all()} == {binding}
    assert codes() == ["applications.rules_taken"]


def test_keeping_ones_own_makes_the_offer_quiet_but_it_can_still_be_taken(call: Call) -> None:
    application = draft(call)
    run = change_rules(call, PASSPORT)
    number = run.to_binding.number
    for _again in range(2):
        keep_mine(application, user=owner(application), expected_binding=number)
    assert offer(application).declined
    assert codes() == ["applications.rules_declined"]
    for _again in range(2):
        take_newer(application, user=owner(application), expected_binding=number)
    assert read(application).binding_id == run.to_binding_id
    assert read(application).declined_binding_id is None
    assert codes() == ["applications.rules_declined", "applications.rules_taken"]


def test_another_change_is_offered_anew_to_who_declined_the_one_before(call: Call) -> None:
    application = draft(call)
    first = change_rules(call, PASSPORT)
    keep_mine(application, user=owner(application), expected_binding=first.to_binding.number)
    second = change_rules(call, LONGER_STILL, without=(PASSPORT["key"],))
    found = offer(application)
    assert (found.binding.pk, found.declined) == (second.to_binding_id, False)


@pytest.mark.parametrize("decide", [take_newer, keep_mine])
def test_a_decision_about_rules_that_changed_again_meanwhile_does_nothing(
    call: Call, decide: Callable[..., Any]
) -> None:
    application = draft(call)
    first = change_rules(call, PASSPORT)
    second = change_rules(call, LONGER_STILL, without=(PASSPORT["key"],))
    with pytest.raises(Conflict, match="have changed again since you opened this page") as raised:
        decide(application, user=owner(application), expected_binding=first.to_binding.number)
    assert (raised.value.code, raised.value.values["number"]) == ("rules_changed_again", second.to_binding.number)
    now = read(application)
    assert (now.binding_id, now.declined_binding_id) == (first.from_binding_id, None)
    assert codes() == []


def test_rules_that_were_changed_and_changed_back_are_no_offer(call: Call) -> None:
    before, began_between = draft(call), None
    change_rules(call, PASSPORT)
    began_between = draft(call)
    run = change_rules(call, without=(PASSPORT["key"],))
    assert newer_rules(read(before)) is None
    assert offer(began_between).binding.pk == run.to_binding_id
    with pytest.raises(Conflict) as raised:
        take_newer(before, user=owner(before), expected_binding=run.to_binding.number)
    assert raised.value.values["number"] is None


@pytest.mark.parametrize("decide", [take_newer, keep_mine])
def test_nobody_decides_for_somebody_else(call: Call, decide: Callable[..., Any]) -> None:
    application = draft(call)
    run = change_rules(call, PASSPORT)
    for other in (PersonFactory().user, coordinator(call)):
        with pytest.raises(DomainError) as raised:
            decide(application, user=other, expected_binding=run.to_binding.number)
        assert raised.value.code == "not_yours"
    assert read(application).binding_id == run.from_binding_id


@pytest.mark.parametrize("decide", [take_newer, keep_mine])
def test_what_was_submitted_or_withdrawn_meanwhile_keeps_its_rules(call: Call, decide: Callable[..., Any]) -> None:
    sent, withdrawn = filled_in(call), draft(call)
    run = change_rules(call, PASSPORT)
    submit(sent, user=owner(sent), arrived_at=clock.now())
    withdraw(withdrawn, user=owner(withdrawn), reason="Another plan.")
    for application in (sent, withdrawn):
        assert newer_rules(read(application)) is None
        with pytest.raises(DomainError) as raised:
            decide(application, user=owner(application), expected_binding=run.to_binding.number)
        assert raised.value.code == "not_a_draft"
        assert read(application).binding_id == run.from_binding_id


@pytest.mark.parametrize("decide", [take_newer, keep_mine])
def test_after_the_deadline_nothing_is_offered(
    call: Call, shift_clock: Callable[[timedelta], object], decide: Callable[..., Any]
) -> None:
    application = draft(call)
    run = change_rules(call, PASSPORT)
    shift_clock(call.closes_at - clock.now() + timedelta(seconds=1))
    assert newer_rules(read(application)) is None
    with pytest.raises(DomainError, match=application.reference) as raised:
        decide(application, user=owner(application), expected_binding=run.to_binding.number)
    assert raised.value.code == "call_not_open"


def test_what_differs_is_compared_on_the_answers_so_far(call: Call) -> None:
    application = filled_in(call)
    change_rules(call, PASSPORT, without=("MIRAI-SNS-1",))
    found = compare(read(application), offer(application), "en")
    added, gone = found.rules
    assert (added.change.kind, gone.change.kind) == (Change.ADDED, Change.REMOVED)
    assert added.touches
    assert not gone.touches
    assert added.after is not None
    assert added.after.verdict is Verdict.FAIL
    assert "1 June 2032" in added.after.sentence
    assert (found.before.outcome, found.after.outcome, found.after.failing) == (
        Outcome.ELIGIBLE,
        Outcome.NOT_ELIGIBLE,
        1,
    )
    fine = filled_in(call, facts={**MEETS_ALL, **VALID_LONG})
    fine.binding = call.bindings.get(number=1)
    fine.save(update_fields=["binding"])
    assert compare(read(fine), offer(fine), "en").after.outcome is Outcome.ELIGIBLE


def test_an_empty_draft_is_ruled_out_by_nothing_but_what_it_says(call: Call) -> None:
    application = draft(call)
    change_rules(call, PASSPORT)
    found = compare(read(application), offer(application), "en")
    assert (found.after.outcome, found.after.failing) == (Outcome.NEEDS_CHECK, 0)
    assert found.after.open == found.before.open + 1
    assert application.status == Status.DRAFT
