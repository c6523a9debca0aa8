"""Eight presses of the button at once, through HTTP on connections of their own, make one submission."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client

from applications.models import Application
from applications.services import submission
from portal.outbox.models import Message
from tests.applications.views.pages import words
from tests.calls import open_call
from tests.committed import at_once
from tests.scenarios import filled_in

PRESSES = 8


def pressed_at_once(application: Application, *, one_page: bool) -> list[Any]:
    """Press the button in eight windows of one person: of one page, or each of a page of its own."""
    windows = [Client() for _press in range(PRESSES)]
    windows[0].force_login(application.person.user)
    for window in windows[1:]:
        window.cookies = windows[0].cookies
    keys = [str(uuid4())] * PRESSES if one_page else [str(uuid4()) for _press in range(PRESSES)]
    path = f"/applications/{application.reference}/submit/"
    return at_once(
        PRESSES, lambda number: windows[number].post(path, {"declaration": "on", "idempotency_key": keys[number]})
    )


@pytest.mark.parametrize("one_page", [True, False], ids=["of one page", "of eight pages"])
def test_eight_presses_make_one_submission_one_mail_and_eight_attempts(committed_db: None, one_page: bool) -> None:
    application = filled_in(open_call())
    answers = pressed_at_once(application, one_page=one_page)
    confirmation = f"/applications/{application.reference}/submitted/"
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, confirmation)] * PRESSES
    assert [event.event for event in application.events.all()] == ["submit"]
    assert application.snapshots.count() == 1
    assert Message.objects.filter(subject_key=f"application:{application.reference}").count() == 1
    results = sorted(attempt.result for attempt in application.attempts.all())
    assert results == ["already_submitted"] * (PRESSES - 1) + ["submitted"]
    application.refresh_from_db()
    assert application.submitted_at == application.attempts.get(result="submitted").arrived_at
    owner = Client()
    owner.force_login(application.person.user)
    assert "Application submitted" in words(owner.get(confirmation))


def test_without_the_lock_some_of_eight_presses_fail(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the test above can fail."""
    application = filled_in(open_call())

    def no_lock(rows: Any, *, with_people: bool) -> list[Application]:
        return list(rows.select_related("person__user", "call__round__programme", "call__office", "office"))

    monkeypatch.setattr(submission, "lock", no_lock)
    answers = pressed_at_once(application, one_page=False)
    assert {type(answer) for answer in answers if isinstance(answer, Exception)} == {IntegrityError}
    assert application.events.count() == 1  # the database itself takes no second one
