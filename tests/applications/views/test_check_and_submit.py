"""Check your answers, submit, and the confirmation."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.services.documents import remove_document
from applications.states import Status
from portal.outbox.models import Message
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import title, value_of, words


@pytest.fixture
def ready(call: Call) -> Application:
    """A draft with nothing missing."""
    return scenarios.filled_in(call)


@pytest.fixture
def web(ready: Application, signed_in: SignIn) -> Client:
    return signed_in(ready.person.user)


def check_of(application: Application) -> str:
    return reverse("application_check", args=[application.reference])


def submit_of(application: Application) -> str:
    return reverse("application_submit", args=[application.reference])


def confirmation_of(application: Application) -> str:
    return reverse("application_confirmation", args=[application.reference])


def pressed(page: Any = None) -> dict[str, str]:
    """What the button sends: from a page, or from a page of its own."""
    key = value_of(page, "idempotency_key") if page else str(uuid4())
    return {"declaration": "on", "idempotency_key": key}


def test_every_answer_is_shown_with_a_way_to_change_it(ready: Application, web: Client) -> None:
    page = web.get(check_of(ready))
    text, source = words(page), page.content.decode()
    assert "27 May 2003" in text
    assert "Belgium" in text
    for group in scenarios.definition(ready.call).groups:
        assert str(group.title) in text
        assert f"/applications/{ready.reference}/{group.key}/?return=check" in source
    assert "Before you can submit" not in text


def test_what_is_missing_is_listed_with_links(call: Call, signed_in: SignIn) -> None:
    application = scenarios.draft(call)
    page = signed_in(application.person.user).get(check_of(application))
    source = page.content.decode()
    assert "Before you can submit" in words(page)
    for group in scenarios.definition(call).groups:
        assert f'href="/applications/{application.reference}/{group.key}/"' in source
    assert f'href="{reverse("application_documents", args=[application.reference])}"' in source


def test_submitting_leads_to_a_confirmation_with_reference_next_step_and_contact(
    ready: Application, web: Client
) -> None:
    response = web.post(submit_of(ready), pressed(web.get(check_of(ready))), follow=True)
    assert response.redirect_chain == [(confirmation_of(ready), 302)]
    text = words(response)
    assert ready.reference in text
    assert "What happens next" in text
    assert str(ready.office) in text
    assert ready.office.email in text
    assert f"We sent a confirmation to {ready.person.user.email}." in text
    ready.refresh_from_db()
    received = ready.submitted_at.astimezone(ready.call.zone)
    assert f"received on {received.day} {received:%B %Y, %H:%M %Z}" in text
    assert Message.objects.filter(to_email=ready.person.user.email, template="mail/application_submitted").count() == 1


def test_the_confirmation_can_be_bookmarked_and_says_where_it_stands_now(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    web = signed_in(application.person.user)
    assert words(web.get(confirmation_of(application))) == words(web.get(confirmation_of(application)))


@pytest.mark.parametrize(
    ("changed", "status", "heading", "point"),
    [
        ({"english_ok": False}, Status.NEEDS_CHECK, "What is being checked", "English"),
        ({"declares_healthy": False}, Status.NEEDS_CHECK, "What is being checked", "About your health a person"),
        ({"birth_date": "2009-05-27"}, Status.NOT_ELIGIBLE, "Why", "You were born on 27 May 2009"),
    ],
)
def test_the_confirmation_lists_the_points_its_words_speak_of(
    call: Call, signed_in: SignIn, changed: dict[str, Any], status: Status, heading: str, point: str
) -> None:
    application = scenarios.submitted(call, facts={**scenarios.MEETS_ALL, **changed})
    assert application.status == status
    page = signed_in(application.person.user).get(confirmation_of(application))
    assert f"<h2>{heading}</h2>" in page.content.decode()
    text = words(page)
    points = text[text.index(f" {heading} ") :]
    assert point in points[: points.index("A copy to keep")]


def test_where_everything_is_met_the_confirmation_says_so_and_lists_nothing(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    page = signed_in(application.person.user).get(confirmation_of(application))
    assert "it meets the requirements" in words(page)
    assert 'class="verdicts"' not in page.content.decode()


def test_a_check_that_no_requirement_explains_says_that_there_is_no_point(call: Call, signed_in: SignIn) -> None:
    application = scenarios.moved_to(scenarios.submitted(call), Status.NEEDS_CHECK)
    text = words(signed_in(application.person.user).get(confirmation_of(application)))
    assert "What is being checked No single requirement stands open" in text


def test_a_refused_application_has_its_reasons_first_and_no_stages_ahead(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call, facts={**scenarios.MEETS_ALL, "birth_date": "2009-05-27"})
    text = words(signed_in(application.person.user).get(confirmation_of(application)))
    assert text.index("You were born on 27 May 2009") < text.index("What happens next")
    assert str(scenarios.definition(call).stages[0].text) not in text
    assert "No day is set" not in text
    assert "See other programmes and open calls" in text


def test_what_may_touch_on_health_is_not_printed(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call, facts={**scenarios.MEETS_ALL, "declares_healthy": False})
    source = signed_in(application.person.user).get(confirmation_of(application)).content.decode()
    assert re.search(r'<div class="screen-only"><h2>What is being checked</h2>', source)


def test_the_copy_to_keep_holds_the_answers_but_no_health_answer(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    web = signed_in(application.person.user)
    question = scenarios.definition(call).question_of_fact("declares_healthy")
    assert question is not None
    copy = words(web.get(confirmation_of(application)))
    assert f"{question.label} Kept apart and not printed here." in copy
    assert "27 May 2003" in copy


def test_a_confirmation_of_a_draft_leads_to_the_task_list(ready: Application, web: Client) -> None:
    response = web.get(confirmation_of(ready))
    assert response.headers["Location"] == reverse("application", args=[ready.reference])


def test_without_the_declaration_nothing_is_submitted(ready: Application, web: Client) -> None:
    response = web.post(submit_of(ready), {"idempotency_key": str(uuid4())})
    assert response.status_code == 422
    assert title(response).startswith("Error: ")
    assert "Tick the box to say that your answers are true and complete." in words(response)
    ready.refresh_from_db()
    assert ready.status == Status.DRAFT


@pytest.mark.parametrize("key", ["", "not-a-key", "1'; --", "x" * 5000, "\x00"])
def test_a_page_that_lost_its_key_still_gives_an_answer(ready: Application, web: Client, key: str) -> None:
    response = web.post(submit_of(ready), {"declaration": "on", "idempotency_key": key})
    assert response.status_code in (302, 422)


def test_a_submission_that_misses_a_document_says_which_and_leads_there(ready: Application, web: Client) -> None:
    slot = scenarios.definition(ready.call).slot("passport_copy")
    remove_document(ready, slot.key, user=ready.person.user)
    response = web.post(submit_of(ready), pressed())
    assert response.status_code == 422
    assert title(response).startswith("Error: ")
    text = words(response)
    assert "Your application was not submitted: something is missing" in text
    assert f"Upload “{slot.title}”." in text
    ready.refresh_from_db()
    assert ready.submitted_at is None
    assert [attempt.result for attempt in ready.attempts.all()] == ["incomplete"]


def test_pressing_twice_and_pressing_again_later_make_one_submission(ready: Application, web: Client) -> None:
    data = pressed(web.get(check_of(ready)))
    for sent in (data, data, pressed()):
        assert web.post(submit_of(ready), sent).headers["Location"] == confirmation_of(ready)
    assert ready.events.filter(event="submit").count() == 1
    assert Message.objects.filter(template="mail/application_submitted").count() == 1


def test_a_submission_after_the_deadline_says_both_times_and_keeps_the_answers(
    ready: Application, web: Client, shift_clock: Any
) -> None:
    data = pressed(web.get(check_of(ready)))
    shift_clock(timedelta(days=60))
    response = web.post(submit_of(ready), data)
    assert response.status_code == 422
    text = words(response)
    assert "This call closed on" in text
    assert "UTC" in text
    assert "27 May 2003" in text
    ready.refresh_from_db()
    assert ready.status == Status.DRAFT


def test_where_a_call_takes_only_the_eligible_the_refusal_is_said_and_the_answers_stay(
    call: Call, signed_in: SignIn
) -> None:
    call.accepts_not_eligible = False
    call.save()
    application = scenarios.filled_in(call, facts={**scenarios.MEETS_ALL, "japan_residence_months_total": 9})
    response = signed_in(application.person.user).post(submit_of(application), pressed())
    assert response.status_code == 422
    assert "This call takes only applications that meet every rule." in words(response)
    application.refresh_from_db()
    assert application.status == Status.DRAFT


def test_the_address_of_the_button_opened_as_a_page_leads_to_the_check(ready: Application, web: Client) -> None:
    assert web.get(submit_of(ready)).headers["Location"] == check_of(ready)


def test_a_submission_sent_after_the_session_ended_says_that_nothing_was_done(ready: Application, web: Client) -> None:
    data = pressed(web.get(check_of(ready)))
    web.session.flush()
    assert "so nothing was done" in words(web.post(submit_of(ready), data, follow=True))
    ready.refresh_from_db()
    assert ready.status == Status.DRAFT


def test_after_submission_the_check_leads_to_the_status_page(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    response = signed_in(application.person.user).get(check_of(application), follow=True)
    assert response.redirect_chain[-1][0] == reverse("application", args=[application.reference])
    assert "You have submitted this application" in words(response)


def test_a_form_without_its_token_is_refused_in_words(ready: Application) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ready.person.user)
    response = strict.post(submit_of(ready), pressed())
    assert response.status_code == 403
    assert "Go back, reload the page and send it again." in words(response)
