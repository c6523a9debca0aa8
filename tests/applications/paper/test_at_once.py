"""Two at once: a letter used twice, used while it is revoked, a person entered by two; each with the lock off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError

from applications.models import Application, ClaimCode
from applications.services import submission, transition
from applications.services.paper import beginning, claiming
from applications.services.paper.beginning import Newcomer, begin_paper
from applications.services.paper.claiming import claim
from applications.services.paper.codes import revoke_code
from applications.services.paper.desk import submit_paper, withdraw_for
from applications.workflow import Event
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common import clock
from portal.common.errors import Conflict, DomainError
from tests.applications.paper.papers import BORN, NAME, begun, entered, officer, with_letter, yesterday
from tests.applications.test_taking_rules_at_once import one_then_the_other
from tests.calls import open_call
from tests.committed import at_once
from tests.factories import PersonFactory

pytestmark = pytest.mark.usefixtures("committed_db")


def claimers(code: str, *, locked: bool = True) -> tuple[list[User], Callable[[int], Any]]:
    users = [PersonFactory(full_name="").user for _number in range(2)]
    return users, lambda number: claim(code, BORN, user=User.objects.get(pk=users[number].pk), locked=locked)


def test_two_accounts_that_claim_at_once_are_told_what_is_true() -> None:
    _application, code = with_letter(open_call())
    users, work = claimers(code)
    results = at_once(2, work)
    won = [number for number, result in enumerate(results) if isinstance(result, Application)]
    assert len(won) == 1
    (lost,) = [result for result in results if isinstance(result, DomainError)]
    assert lost.code == "claim_refused"
    assert Application.objects.unscoped("a test").get().person.user == users[won[0]]
    assert ClaimCode.objects.unscoped("a test").get().used_by == users[won[0]]


def test_control_without_the_locks_both_are_told_that_it_is_theirs_or_the_database_refuses() -> None:
    _application, code = with_letter(open_call())
    _users, work = claimers(code, locked=False)
    gate = threading.Barrier(2)
    hand_over = claiming._hand_over

    def both_are_here(application: Application, user: Any) -> str:
        gate.wait(timeout=30)
        return hand_over(application, user)

    with patch.object(claiming, "_hand_over", both_are_here):
        results = at_once(2, work)
    assert not any(getattr(result, "code", "") == "claim_refused" for result in results), "nobody was told no"


def test_a_claim_waits_for_a_revocation_and_then_opens_nothing() -> None:
    application, code = with_letter(open_call())
    clerk, user = officer(application.call), PersonFactory().user
    raised = one_then_the_other(
        lambda: revoke_code(application, user=clerk), lambda: claim(code, BORN, user=User.objects.get(pk=user.pk))
    )
    assert [getattr(error, "code", "") for error in raised] == ["claim_refused"]
    assert not Application.objects.of_person(user).exists()


def test_a_revocation_waits_for_a_claim_and_then_finds_it_claimed() -> None:
    application, code = with_letter(open_call())
    clerk, user = officer(application.call), PersonFactory().user
    raised = one_then_the_other(
        lambda: claim(code, BORN, user=User.objects.get(pk=user.pk)),
        lambda: revoke_code(application, user=User.objects.get(pk=clerk.pk)),
    )
    assert [getattr(error, "code", "") for error in raised] == ["not_your_role"]
    assert Application.objects.of_person(user).get() == application


def submitting() -> Callable[[int], Any]:
    call = open_call()
    clerk = officer(call)
    key = entered(call, clerk).pk

    def press(_number: int) -> Application:
        row = Application.objects.unscoped("a test").get(pk=key)
        user = User.objects.get(pk=clerk.pk)
        return submit_paper(row, user=user, requested_at=clock.now(), idempotency_key="one page")

    return press


def test_submit_pressed_twice_at_once_is_one_submission_with_one_entry_of_the_stream() -> None:
    results = at_once(2, submitting())
    application = Application.objects.unscoped("a test").get()
    assert [getattr(result, "pk", result) for result in results] == [application.pk] * 2
    assert application.events.unscoped("a test").filter(event=Event.SUBMIT).count() == 1
    told = Entry.objects.filter(code="applications.paper_submitted")
    assert [entry.data["outcome"] for entry in told] == [application.status]
    results = application.attempts.unscoped("a test").values_list("result", flat=True)
    assert sorted(results) == ["already_submitted", "submitted"]


def test_control_without_the_lock_one_of_two_submissions_ends_in_a_fault() -> None:
    press = submitting()
    with patch.object(submission, "lock", unlocked(threading.Barrier(2))):
        results = at_once(2, press)
    assert [type(result) for result in results if isinstance(result, Exception)] == [IntegrityError]


def withdrawing() -> Callable[[int], Any]:
    call = open_call()
    clerk = officer(call)
    key = begun(call, clerk).pk

    def press(_number: int) -> Any:
        row = Application.objects.unscoped("a test").get(pk=key)
        return withdraw_for(row, user=User.objects.get(pk=clerk.pk), reason="Entered under the wrong call.")

    return press


def test_withdraw_pressed_twice_at_once_is_one_withdrawal_with_one_entry_of_the_stream() -> None:
    results = at_once(2, withdrawing())
    assert len([result for result in results if isinstance(result, DomainError)]) == 1, results
    assert [entry.data["was"] for entry in Entry.objects.filter(code="applications.paper_withdrawn")] == ["draft"]


def test_control_without_the_lock_one_of_two_withdrawals_ends_in_a_fault() -> None:
    press = withdrawing()
    with patch.object(transition, "lock", unlocked(threading.Barrier(2))):
        results = at_once(2, press)
    assert [type(result) for result in results if isinstance(result, Exception)] == [IntegrityError]


def unlocked(gate: threading.Barrier) -> Callable[..., list[Application]]:
    """Read as `lock` does, with the lock off: both have read before one writes."""

    def read(which: Any, *, with_people: bool = False) -> list[Application]:
        every = Application.objects.unscoped("a test")
        rows = every.filter(pk__in=which) if isinstance(which, list) else which
        found = list(rows.select_related("person__user", "call__round__programme", "office"))
        gate.wait(timeout=30)
        return found

    return read


def entering(*, lock: bool = True) -> Callable[[int], Any]:
    call = open_call()
    clerks = [officer(call), officer(call)]
    return lambda number: begin_paper(
        call, Newcomer(NAME, BORN), yesterday(call), user=User.objects.get(pk=clerks[number].pk), lock=lock
    )


def test_two_colleagues_who_enter_one_person_at_once_make_one_entry() -> None:
    results = at_once(2, entering())
    assert sorted(type(result) for result in results if isinstance(result, Conflict)) == [Conflict]
    assert Application.objects.unscoped("a test").count() == 1


def test_control_without_the_lock_one_person_is_entered_twice() -> None:
    gate = threading.Barrier(2)
    look = beginning.refuse_twin

    def both_looked(*args: Any, **how: Any) -> None:
        look(*args, **how)
        gate.wait(timeout=30)

    work = entering(lock=False)
    with patch.object(beginning, "refuse_twin", both_looked):
        at_once(2, work)
    assert Application.objects.unscoped("a test").count() == 2


def test_wrong_dates_tried_at_once_are_all_counted() -> None:
    _application, code = with_letter(open_call())
    user = PersonFactory().user
    wrong = [BORN + timedelta(days=number) for number in range(1, 5)]
    at_once(4, lambda number: claim(code, wrong[number], user=User.objects.get(pk=user.pk)))
    assert ClaimCode.objects.unscoped("a test").get().wrong_dates == 4
