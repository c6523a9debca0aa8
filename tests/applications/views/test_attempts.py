"""Every press of the button is on record, with its instant and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.attempts import attempts_in_words
from applications.models import Application, SubmissionAttempt
from applications.services.submission import withdraw
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import value_of, words
from tests.factories import PersonFactory
from tests.staff import reviewer_browser


@pytest.fixture
def ready(call: Call) -> Application:
    return scenarios.filled_in(call)


@pytest.fixture
def web(ready: Application, signed_in: SignIn) -> Client:
    return signed_in(ready.person.user)


def submit_of(application: Application) -> str:
    return reverse("application_submit", args=[application.reference])


def pressed(web: Client, application: Application, **changed: str) -> dict[str, str]:
    """What the check page's button sends."""
    page = web.get(reverse("application_check", args=[application.reference]))
    return {"declaration": "on", "idempotency_key": str(uuid4()), "mark": value_of(page, "mark"), **changed}


def results(application: Application) -> list[str]:
    return list(application.attempts.order_by("pk").values_list("result", flat=True))


def test_one_without_the_declaration_is_on_record(ready: Application, web: Client) -> None:
    data = pressed(web, ready)
    del data["declaration"]
    assert web.post(submit_of(ready), data).status_code == 422
    assert results(ready) == ["declaration_missing"]
    assert ready.attempts.get().request_id


@pytest.mark.parametrize("field", ["mark", "idempotency_key"])
def test_one_with_the_box_ticked_is_never_said_to_lack_the_declaration(
    ready: Application, web: Client, field: str
) -> None:
    assert web.post(submit_of(ready), pressed(web, ready, **{field: "a\x00b"})).status_code == 302
    assert results(ready) == ["submitted"]


def test_one_more_after_it_was_submitted_is_on_record_too(ready: Application, web: Client) -> None:
    data = pressed(web, ready)
    web.post(submit_of(ready), data)
    web.post(submit_of(ready), data)
    assert results(ready) == ["submitted", "already_submitted"]


def test_one_on_a_closed_application_is_on_record_whatever_its_form_holds(ready: Application, web: Client) -> None:
    data = pressed(web, ready)
    withdraw(ready, user=ready.person.user, reason="Another plan.")
    web.post(submit_of(ready), data)
    web.post(submit_of(ready), {})
    assert results(ready) == ["no_such_edge", "no_such_edge"]


def test_one_whose_session_had_ended_is_on_record(ready: Application, web: Client) -> None:
    data = pressed(web, ready)
    answer = Client().post(submit_of(ready), data)
    assert answer.status_code == 302, "the control: nobody was signed in"
    assert results(ready) == ["signed_out"]


def test_one_whose_browser_had_lost_its_cookies_is_on_record(ready: Application, web: Client) -> None:
    data = pressed(web, ready)
    answer = Client(enforce_csrf_checks=True).post(submit_of(ready), data)
    assert answer.status_code == 403
    assert results(ready) == ["page_expired"]


@pytest.mark.parametrize("mark", ["", "x", "1:abc:def"])
def test_a_stranger_puts_nothing_on_anybodys_record(ready: Application, mark: str) -> None:
    Client().post(submit_of(ready), {"declaration": "on", "mark": mark})
    Client(enforce_csrf_checks=True).post(submit_of(ready), {"declaration": "on", "mark": mark})
    stranger = Client()
    stranger.force_login(PersonFactory().user)
    assert stranger.post(submit_of(ready), {"declaration": "on", "mark": mark}).status_code == 404
    assert not SubmissionAttempt.objects.unscoped("a test").exists()


def test_the_instant_is_told_to_the_millisecond_at_the_office_and_in_utc_and_never_rounded_up(
    ready: Application,
) -> None:
    SubmissionAttempt.objects.create(
        office_id=ready.office_id,
        application=ready,
        arrived_at=datetime(2027, 1, 15, 10, 59, 59, 999_900, tzinfo=UTC),
        result="call_not_open",
        request_id="b7d1",
    )
    with timezone.override("Asia/Tokyo"):
        (attempt,) = attempts_in_words(ready)
    assert attempt.local == "15 Jan 2027, 11:59:59.999 CET"
    assert attempt.in_utc == "15 Jan 2027, 10:59:59.999 UTC"
    assert attempt.result == "Not submitted: the call was not open"
    assert attempt.request_id == "b7d1"


def test_a_result_without_words_of_its_own_is_named_by_its_code(ready: Application) -> None:
    SubmissionAttempt.objects.create(
        office_id=ready.office_id, application=ready, arrived_at=ready.created_at, result="something_new"
    )
    (attempt,) = attempts_in_words(ready)
    assert attempt.result == "Not submitted: something_new"


def test_applicant_and_office_read_them(ready: Application, web: Client) -> None:
    data = pressed(web, ready)
    del data["declaration"]
    web.post(submit_of(ready), data)
    page = reverse("application", args=[ready.reference])
    assert "Not submitted: the declaration was not ticked" in words(web.get(page))
    web.post(submit_of(ready), pressed(web, ready))
    for shown in (
        web.get(page),
        reviewer_browser(ready.office).get(reverse("admin:applications_application_change", args=[ready.pk])),
    ):
        text = words(shown)
        assert "Not submitted: the declaration was not ticked" in text
        for attempt in ready.attempts.all():
            assert f"{attempt.arrived_at:%H:%M:%S}.{attempt.arrived_at.microsecond // 1000:03d} UTC" in text
            assert attempt.request_id in text


def test_a_page_without_attempts_says_nothing_of_them(ready: Application, web: Client) -> None:
    assert "on record" not in words(web.get(reverse("application", args=[ready.reference])))


def test_a_mark_that_was_changed_is_not_believed(ready: Application, web: Client) -> None:
    data = pressed(web, ready)
    Client().post(submit_of(ready), {**data, "mark": data["mark"][:-2] + "xx"})
    assert results(ready) == []
