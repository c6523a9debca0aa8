"""Whom a release left under older rules is screened by a further run onto the rules that are in force already."""

from __future__ import annotations

import pytest

from applications.editions import newer_rules
from applications.models import Application, RunScope, RunState, ScreeningResult
from applications.rescreenings import progress
from applications.services.rescreening import offer_to_drafts, release
from applications.services.submission import submit
from applications.services.verifying import Count, faults
from applications.states import Status
from portal.common import clock
from portal.common.errors import DomainError
from portal.outbox.models import Message
from programs.models import Binding, Call
from tests.applications.new_rules import PASSPORT, begun, coordinator, finished, people, publish
from tests.applications.test_rescreening_pages import at, text_of
from tests.scenarios import filled_in, submitted
from tests.staff import staff_browser


def released(call: Call, scope: str = RunScope.DRAFTS) -> Binding:
    """Publish `PASSPORT`, put it in force by a run of this scope, and return that binding."""
    publish(call, PASSPORT)
    run = finished(begun(call, scope=scope))
    release(run, user=coordinator(call))
    call.refresh_from_db()
    return run.to_binding


def under(binding: Binding) -> set[int]:
    return set(Application.objects.filter(binding=binding).values_list("pk", flat=True))


def test_after_a_release_for_drafts_alone_everybody_can_be_screened_by_what_is_in_force(call: Call) -> None:
    applied = people(call)
    in_force = released(call)
    assert under(in_force) == set()
    bindings = Binding.objects.count()
    run = finished(begun(call, scope=RunScope.ALL))
    assert (run.to_binding, run.from_binding, Binding.objects.count()) == (in_force, in_force, bindings)
    assert (run.state, run.total, run.drafts) == (RunState.HELD, 6, 0)
    assert progress(run).by_kind == {"changed": 4, "reworded": 2}
    assert Application.objects.get(pk=applied["hit"].pk).status == Status.ELIGIBLE

    done = release(run, user=coordinator(call))
    assert {name for name, row in applied.items() if row.pk in done.told} == {"hit", "to check"}
    assert under(in_force) == {row.pk for name, row in applied.items() if name not in ("draft", "withdrawn")}
    call.refresh_from_db()
    assert call.binding == in_force
    assert list(faults(Application.objects.all(), Count())) == []
    with pytest.raises(DomainError, match="nothing to screen again") as caught:
        begun(call, scope=RunScope.ALL)
    assert caught.value.code == "nothing_new"


def test_who_submitted_during_a_run_is_the_only_one_a_further_run_covers(call: Call) -> None:
    submitted(call)
    late = filled_in(call)
    publish(call, PASSPORT)
    first = begun(call)
    submit(late, user=late.person.user, arrived_at=clock.now())
    release(finished(first), user=coordinator(call))
    call.refresh_from_db()
    second = finished(begun(call))
    assert (second.total, list(second.lines.values_list("application_id", flat=True))) == (1, [late.pk])
    assert release(second, user=coordinator(call)).told == [late.pk]
    late.refresh_from_db()
    assert (late.status, late.binding) == (Status.NOT_ELIGIBLE, first.to_binding)


def test_who_was_passed_over_is_screened_then_and_no_result_is_kept_twice(call: Call) -> None:
    hit = submitted(call)
    publish(call, PASSPORT)
    run = finished(begun(call))
    other = Binding.objects.get(pk=call.binding_id)
    before = other.pk
    other.pk, other.number = None, 9
    other.save(force_insert=True)
    Application.objects.filter(pk=hit.pk).update(binding=other)
    assert release(run, user=coordinator(call)).skipped == [hit.pk]
    Application.objects.filter(pk=hit.pk).update(binding=before)
    call.refresh_from_db()
    again = finished(begun(call))
    assert release(again, user=coordinator(call)).told == [hit.pk]
    assert ScreeningResult.objects.filter(application=hit, binding=run.to_binding).count() == 1
    assert list(faults(Application.objects.all(), Count())) == []


def test_a_scope_that_covers_nobody_left_is_refused_with_the_one_that_does(call: Call) -> None:
    submitted(call)
    released(call)
    with pytest.raises(DomainError, match="it is 1: choose that") as caught:
        begun(call, scope=RunScope.DRAFTS)
    assert (caught.value.code, caught.value.values["left"]) == ("nobody_left", 1)


def test_drafts_are_offered_nothing_a_second_time_and_the_rules_hold_since_their_own_release(call: Call) -> None:
    draft = filled_in(call)
    submitted(call)
    released(call)
    offer_to_drafts()
    offers = Message.objects.filter(dedupe_key__contains=":rules:").count()
    first = newer_rules(Application.objects.get(pk=draft.pk))
    release(finished(begun(call)), user=coordinator(call))
    offer_to_drafts()
    assert Message.objects.filter(dedupe_key__contains=":rules:").count() == offers == 1
    second = newer_rules(Application.objects.get(pk=draft.pk))
    assert first is not None
    assert second is not None
    assert second.since == first.since


def test_the_chooser_names_such_a_call_until_nobody_is_left(call: Call) -> None:
    submitted(call)
    desk = staff_browser(coordinator(call))
    released(call)
    page = text_of(desk.get(at("add")))
    assert "some are under other rules than those in force" in page
    begun_page = text_of(desk.post(at("add"), {"calls": call.pk, "scope": "open"}, follow=True))
    assert "0 of 1 applications are through" in begun_page
    assert "in force when the run began" in begun_page
    run = finished(call.rescreenings.get(number=2))
    assert "brings the applications that were screened under the rules in force" in text_of(
        desk.get(at("release", run.pk))
    )
    desk.post(at("release", run.pk))
    assert "Every call goes by the published rules" in text_of(desk.get(at("add")))
