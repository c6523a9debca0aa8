"""A submission is judged by the instant at which it arrived at our own proxy, to the millisecond, over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from applications.attempts import attempts_in_words
from applications.models import Application
from applications.queries import answers_of
from applications.states import Status
from portal.common import clock
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import words
from tests.clock import Shift

AFTER = timedelta(seconds=20)  # a queue before the web process, on the last evening


@pytest.fixture
def ready(call: Call, shift_clock: Shift) -> Application:
    """A draft with nothing missing, on the clock of a web process that has just passed the deadline."""
    application = scenarios.filled_in(call)
    shift_clock(call.closes_at - clock.now() + AFTER)
    assert clock.now() > call.closes_at
    return application


@pytest.fixture
def web(ready: Application, signed_in: SignIn) -> Client:
    return signed_in(ready.person.user)


def pressed(web: Client, application: Application, *headers: str) -> Any:
    """Press the button; the proxy's header, where there is one."""
    sent = {"declaration": "on", "idempotency_key": str(uuid4())}
    given = {"HTTP_X_REQUEST_START": ",".join(headers)} if headers else {}
    return web.post(f"/applications/{application.reference}/submit/", sent, follow=True, **given)


def stated(instant: datetime) -> str:
    """Return what a proxy writes: seconds with their thousandths."""
    return f"t={instant.timestamp():.3f}"


@pytest.mark.parametrize("milliseconds", [-1, 0])
def test_what_arrived_in_the_last_millisecond_or_on_the_deadline_goes_in(
    ready: Application, web: Client, settings: Any, milliseconds: int
) -> None:
    settings.TRUST_ARRIVAL_HEADER = True
    arrived = ready.call.closes_at + timedelta(milliseconds=milliseconds)
    page = pressed(web, ready, stated(arrived))
    assert "Application submitted" in words(page)
    ready.refresh_from_db()
    assert (ready.status, ready.submitted_at) == (Status.ELIGIBLE, arrived)
    attempt = ready.attempts.get()
    assert (attempt.arrived_at, attempt.result) == (arrived, "submitted")


def test_a_millisecond_later_is_too_late_in_words_and_on_record(ready: Application, web: Client, settings: Any) -> None:
    settings.TRUST_ARRIVAL_HEADER = True
    before = answers_of(ready)
    arrived = ready.call.closes_at + timedelta(milliseconds=1)
    page = pressed(web, ready, stated(arrived))
    assert page.status_code == 422
    assert "This call closed on" in words(page)
    assert "You can no longer submit; your answers are kept." in words(page)
    assert f"give your reference, {ready.reference}." in words(page)
    ready.refresh_from_db()
    assert (ready.status, ready.submitted_at, answers_of(ready)) == (Status.DRAFT, None, before)
    attempt = ready.attempts.get()
    assert (attempt.arrived_at, attempt.result) == (arrived, "call_not_open")
    (shown,) = attempts_in_words(ready)
    assert ":00.001" in shown.local
    assert shown.result == "Not submitted: the call was not open"


@pytest.mark.parametrize("lie", ["one", "two", "first of two", "nonsense"])
def test_nobody_is_in_time_by_saying_so(ready: Application, web: Client, settings: Any, lie: str) -> None:
    """Without a proxy of ours nothing is believed; with one, nothing but its single value."""
    early, late = stated(ready.call.closes_at - timedelta(hours=1)), stated(clock.now())
    settings.TRUST_ARRIVAL_HEADER = lie != "one"
    headers = {"one": [early], "two": [early, early], "first of two": [early, late], "nonsense": ["t=soon"]}[lie]
    page = pressed(web, ready, *headers)
    assert page.status_code == 422
    assert "This call closed on" in words(page)
    attempt = ready.attempts.get()
    assert attempt.arrived_at > ready.call.closes_at
    assert attempt.result == "call_not_open"
