"""Two at once: a letter sent twice, a referee replaced while it is sent; with the lock off as a control."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction

from applications.models import Application
from applications.requests.dates import letters_due_local
from applications.requests.models import Request, RequestDraft
from applications.requests.services import answering, endings, locking, references
from applications.requests.services.answering import add_file, receive, save_draft
from applications.requests.services.references import replace_referee
from applications.requests.states import State
from applications.requests.workflow import By
from applications.services.transition import lock
from portal.accounts.models import User
from portal.common.errors import DomainError
from programs.definitions import Definition
from programs.models import Call
from programs.services.calls import announce, extend_deadline
from tests.applications.test_taking_rules_at_once import _somebody_waits, one_then_the_other
from tests.calls import jet_call
from tests.committed import at_once
from tests.requests.asking import SLOT, asked, letter, mails_to, now, with_name

pytestmark = pytest.mark.usefixtures("committed_db")


def ready() -> Request:
    """A letter that waits with its file."""
    call = jet_call("emb-be-brussels", degree_deadline="2027-06-25")
    announce(call, actor=None)
    request = asked(with_name(call))
    add_file(request, letter(), user=None)
    return request


def sending(request: Request) -> Callable[[int], Any]:
    def send(number: int) -> Any:
        mine = Request.objects.unscoped("a test").select_related("application").get(pk=request.pk)
        return receive(mine, by=By.REFEREE, words={"known_for": f"{number} years"})

    return send


@contextmanager
def without_lock() -> Iterator[None]:
    """Read the rows as they are and hold nothing."""

    def read(keys: Any) -> list[Application]:
        related = ("person__user", "call__round__programme", "call__office", "office", "programme_version")
        return list(Application.objects.unscoped("a test").select_related(*related).filter(pk__in=list(keys)))

    def unlocked(request: Request) -> Request:
        row = Request.objects.unscoped("a test").select_related("asked_of", "office").get(pk=request.pk)
        (row.application,) = read([row.application_id])
        gate.wait(timeout=30)
        return row

    gate = threading.Barrier(2)
    with patch.object(locking, "lock", read), patch.object(answering, "locked_request", unlocked):
        yield


def test_two_presses_at_once_send_one_letter() -> None:
    request = ready()
    results = at_once(2, sending(request))
    assert [result.state for result in results] == [State.RECEIVED] * 2
    assert now(request).version == 2
    assert mails_to(request.asked_of.email).count("mail/referee_thanked") == 1


def test_control_without_the_lock_the_database_refuses_the_second() -> None:
    request = ready()
    with without_lock():
        results = at_once(2, sending(request))
    assert sum(isinstance(result, IntegrityError) for result in results) == 1, results


def replacing(request: Request) -> Callable[[], object]:
    user = User.objects.get(pk=request.application.person.user_id)
    mine = Request.objects.unscoped("a test").select_related("application").get(pk=request.pk)
    return lambda: replace_referee(mine, name="Else", email="else@university.example", relation="r", user=user)


def test_who_is_replaced_first_sends_nothing() -> None:
    request = ready()
    (error,) = one_then_the_other(replacing(request), lambda: sending(request)(1))
    assert isinstance(error, DomainError)
    assert error.code == "no_such_step"
    assert now(request).state == State.CANCELLED


def test_a_letter_that_was_first_is_kept() -> None:
    request = ready()
    (error,) = one_then_the_other(lambda: sending(request)(1), replacing(request))
    assert isinstance(error, DomainError)
    assert error.code == "no_such_step"
    assert now(request).state == State.RECEIVED
    assert Request.objects.unscoped("a test").filter(application=request.application_id).count() == 1


def extend_while_saving(request: Request) -> list[BaseException]:
    """Extend the deadline while somebody holds the application and saves; return what went wrong, on either side."""
    wrong: list[BaseException] = []
    call = Call.objects.get(pk=request.application.call_id)
    later = f"{call.closes_at + timedelta(days=10):%Y-%m-%dT%H:%M}"

    def extend() -> None:
        try:
            extend_deadline(call, later, actor=None)
        except OperationalError as error:
            wrong.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=extend)
    try:
        with transaction.atomic():
            lock([request.application_id])
            thread.start()
            until = time.monotonic() + 60
            while not _somebody_waits():
                assert time.monotonic() < until, "the extension did not wait for who saves"
                time.sleep(0.05)
            save_draft(request, {"known_for": "Three years"})
    except OperationalError as error:
        wrong.append(error)
    thread.join(timeout=60)
    assert not thread.is_alive()
    return wrong


def test_extending_a_deadline_waits_for_a_referee_who_is_saving() -> None:
    request = ready()
    assert extend_while_saving(request) == []
    after = now(request)
    assert after.due_at > request.due_at
    assert RequestDraft.objects.unscoped("a test").get(request=request).values == {"known_for": "Three years"}


def test_control_without_holding_applications_first_the_two_wait_for_each_other() -> None:
    request = ready()

    def read(keys: Any) -> list[Application]:
        return list(Application.objects.unscoped("a test").filter(pk__in=list(keys)))

    with patch.object(endings, "lock", read):
        (wrong,) = extend_while_saving(request)
    assert "deadlock" in str(wrong)


def ask_while_extending(application: Application) -> Request:
    """Ask a referee while an extension of the deadline is not committed yet; return the letter."""
    call = Call.objects.get(pk=application.call_id)
    later = f"{call.closes_at + timedelta(days=10):%Y-%m-%dT%H:%M}"
    mine = Application.objects.unscoped("a test").select_related("person__user", "call").get(pk=application.pk)

    def ask() -> None:
        try:
            asked(mine)
        finally:
            connections.close_all()

    thread = threading.Thread(target=ask)
    with transaction.atomic():
        extend_deadline(call, later, actor=None)
        thread.start()
        until = time.monotonic() + 60
        while thread.is_alive() and not _somebody_waits():
            assert time.monotonic() < until
            time.sleep(0.05)
    thread.join(timeout=60)
    return Request.objects.unscoped("a test").get(application=application.pk)


def a_draft() -> Application:
    call = jet_call("emb-be-brussels", degree_deadline="2027-06-25")
    announce(call, actor=None)
    return with_name(call)


def due_by(call: Call) -> str:
    return letters_due_local(call, Definition.from_version(call.programme_version).slot(SLOT))


def test_who_is_asked_while_the_deadline_moves_gets_the_later_date() -> None:
    draft = a_draft()
    before = due_by(draft.call)
    request = ask_while_extending(draft)
    after = due_by(Call.objects.get(pk=draft.call_id))
    assert request.due_local == after > before


def test_control_without_holding_the_deadline_the_letter_keeps_the_earlier_date() -> None:
    draft = a_draft()
    before = due_by(draft.call)
    with patch.object(references, "held_deadline", lambda application: None):
        request = ask_while_extending(draft)
    assert request.due_local == before
