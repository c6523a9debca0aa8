"""Submitting and taking newer rules in the same moment: the first wins, and what is frozen is screened by its rules."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from applications.models import Application
from applications.services.editions import take_newer
from applications.services.submission import submit
from portal.accounts.models import User
from portal.common import clock
from portal.common.errors import DomainError
from tests.applications.new_rules import PASSPORT
from tests.applications.test_editions import change_rules
from tests.calls import open_call
from tests.scenarios import filled_in

pytestmark = pytest.mark.usefixtures("committed_db")


def one_then_the_other(first: Callable[[], object], second: Callable[[], object]) -> list[Exception]:
    """Do the first and commit it only once the second waits for it; return what the second raised."""
    raised: list[Exception] = []

    def follow() -> None:
        try:
            second()
        except DomainError as error:
            raised.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=follow)
    with transaction.atomic():
        first()
        thread.start()
        until = time.monotonic() + 60
        while not _somebody_waits():
            assert time.monotonic() < until, "the second did not wait for the first"
            time.sleep(0.05)
    thread.join(timeout=60)
    assert not thread.is_alive()
    return raised


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
        return cursor.fetchone() is not None


def ready() -> tuple[Application, int]:
    """A draft that is ready to be submitted, and the number of the binding it is offered."""
    call = open_call()
    application = filled_in(call)
    run = change_rules(call, PASSPORT)
    return application, run.to_binding.number


def of(application: Application) -> tuple[Application, User]:
    """The draft as another request reads it."""
    user = User.objects.get(pk=application.person.user_id)
    return Application.objects.of_person(user).select_related("call", "person", "binding").get(pk=application.pk), user


def take(application: Application, number: int) -> Callable[[], object]:
    mine, user = of(application)
    return lambda: take_newer(mine, user=user, expected_binding=number)


def send(application: Application) -> Callable[[], object]:
    mine, user = of(application)
    return lambda: submit(mine, user=user, arrived_at=clock.now())


def screened_by(application: Application) -> tuple[int, set[int]]:
    now, _user = of(application)
    return now.binding.number, {result.binding.number for result in now.screenings.select_related("binding")}


def test_who_took_the_rules_first_is_screened_by_the_new_ones() -> None:
    application, number = ready()
    assert one_then_the_other(take(application, number), send(application)) == []
    assert screened_by(application) == (number, {number})


def test_who_submitted_first_stays_with_the_old_ones() -> None:
    application, number = ready()
    (error,) = one_then_the_other(send(application), take(application, number))
    assert isinstance(error, DomainError)
    assert error.code == "not_a_draft"
    assert screened_by(application) == (number - 1, {number - 1})
