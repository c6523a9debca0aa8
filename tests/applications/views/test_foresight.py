"""Check your answers says what the rules make of them before anybody presses the button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Application
from applications.services.documents import remove_document
from applications.services.drafts import save_section
from applications.states import Status
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import title, words
from tests.scenarios import MEETS_ALL

PASSPORT_TOO_SHORT = {**MEETS_ALL, "passport_expiry": "2027-02-01"}
FAILS_FOUR = {
    **PASSPORT_TOO_SHORT,
    "birth_date": "2009-05-27",
    "japan_residence_months_total": 9,
    "prior_jp_gov_exchange": True,
}
WOULD_END = "With these answers the application would be “Not eligible”"
CANNOT = "With these answers the application cannot be submitted"
BUTTON = "Submit application"


def check(application: Application, signed_in: SignIn) -> Any:
    return signed_in(application.person.user).get(reverse("application_check", args=[application.reference]))


def press(application: Application, signed_in: SignIn, **data: str) -> Any:
    address = reverse("application_submit", args=[application.reference])
    return signed_in(application.person.user).post(address, data or {"declaration": "on"})


def above_the_button(response: Any) -> str:
    """Return the words between the heading and the button."""
    text = words(response)
    return text[text.index(" Submit ") : text.index("Come back later")]


def part_of(call: Call, key: str) -> str:
    return scenarios.definition(call).group_of(key).key


def test_a_passport_that_ends_too_early_is_said_with_the_way_to_change_it(call: Call, signed_in: SignIn) -> None:
    application = scenarios.filled_in(call, facts=PASSPORT_TOO_SHORT)
    response = check(application, signed_in)
    text = above_the_button(response)
    assert WOULD_END in text
    assert "1 requirement is not met." in text
    assert "1 February 2027" in text
    assert "neither change nor withdraw" in text
    assert text.index("1 February 2027") < text.index(BUTTON)
    group = scenarios.definition(call).group_of("passport_expiry")
    assert f"Change your answer in “{group.title}”" in text
    source = response.content.decode()
    block = source[source.index('id="not-met"') :]
    assert f'href="/applications/{application.reference}/{group.key}/?return=check"' in block


def test_every_failing_rule_is_said(call: Call, signed_in: SignIn) -> None:
    text = above_the_button(check(scenarios.filled_in(call, facts=FAILS_FOUR), signed_in))
    assert "4 requirements are not met." in text
    assert text.count("Not met") == 4
    for said in ("1 February 2027", "27 May 2009", "9 months"):
        assert said in text


def test_what_the_page_foresees_is_what_submitting_comes_to(call: Call, signed_in: SignIn) -> None:
    for facts, foreseen, status in (
        (MEETS_ALL, "", Status.ELIGIBLE),
        ({**MEETS_ALL, "english_ok": False}, "What a person would decide", Status.NEEDS_CHECK),
        (PASSPORT_TOO_SHORT, WOULD_END, Status.NOT_ELIGIBLE),
    ):
        application = scenarios.filled_in(call, facts=facts)
        text = above_the_button(check(application, signed_in))
        shown = [heading for heading in (WOULD_END, "What a person would decide") if heading in text]
        assert shown == ([foreseen] if foreseen else [])
        press(application, signed_in)
        application.refresh_from_db()
        assert application.status == status


def test_a_changed_answer_takes_the_warning_away(call: Call, signed_in: SignIn) -> None:
    application = scenarios.filled_in(call, facts=PASSPORT_TOO_SHORT)
    key = part_of(call, "passport_expiry")
    answers = scenarios.answers_for(scenarios.definition(call), call)[key]
    save_section(application, key, answers, user=application.person.user, expected_version=1, complete=True)
    assert WOULD_END not in words(check(application, signed_in))


def test_a_point_for_a_person_is_said_apart_and_rules_nobody_out(call: Call, signed_in: SignIn) -> None:
    facts = {**PASSPORT_TOO_SHORT, "english_ok": False}
    text = above_the_button(check(scenarios.filled_in(call, facts=facts), signed_in))
    failing, _heading, for_a_person = text.partition("What a person would decide")
    assert "1 February 2027" in failing
    assert "communicate in English" not in failing
    assert "communicate in English" in for_a_person
    assert "These points rule nobody out." in for_a_person


def test_a_health_answer_is_spoken_of_as_on_the_status_page_and_never_as_a_failure(
    call: Call, signed_in: SignIn
) -> None:
    application = scenarios.filled_in(call, facts={**MEETS_ALL, "declares_healthy": False})
    text = above_the_button(check(application, signed_in))
    sentence = "About your health a person will talk with you; this is not a refusal."
    assert sentence in text
    assert WOULD_END not in text
    assert "Your answer" not in text
    press(application, signed_in)
    status = signed_in(application.person.user).get(reverse("application", args=[application.reference]))
    assert sentence in words(status)


def test_where_something_is_missing_only_what_is_decided_is_said(call: Call, signed_in: SignIn) -> None:
    text = above_the_button(check(scenarios.draft(call), signed_in))
    assert WOULD_END not in text
    assert "What a person would decide" not in text

    application = scenarios.filled_in(call, facts=PASSPORT_TOO_SHORT)
    remove_document(application, "grade_certificate", user=application.person.user)
    page = words(check(application, signed_in))
    assert "Before you can submit" in page
    assert WOULD_END in page
    assert "What a person would decide" not in page


def test_a_refused_press_shows_the_same(call: Call, signed_in: SignIn) -> None:
    application = scenarios.filled_in(call, facts=PASSPORT_TOO_SHORT)
    before = above_the_button(check(application, signed_in))
    warning = before[: before.index(" The Embassy")]
    undeclared = press(application, signed_in, idempotency_key="")
    assert undeclared.status_code == 422
    assert warning in above_the_button(undeclared)
    remove_document(application, "passport_copy", user=application.person.user)
    incomplete = press(application, signed_in)
    assert incomplete.status_code == 422
    assert "something is missing" in words(incomplete)
    assert warning in above_the_button(incomplete)


def test_a_call_that_takes_only_the_eligible_says_so_in_place_of_the_button(call: Call, signed_in: SignIn) -> None:
    call.accepts_not_eligible = False
    call.save()
    application = scenarios.filled_in(call, facts=PASSPORT_TOO_SHORT)
    page, pressed = check(application, signed_in), press(application, signed_in)
    assert (page.status_code, pressed.status_code) == (200, 422)
    for response in (page, pressed):
        text = above_the_button(response)
        assert CANNOT in text
        assert "This call takes only applications that meet every rule." in text
        assert "1 February 2027" in text
        assert BUTTON not in text
    assert title(pressed).startswith("Error: ")
    top = words(pressed).partition("Your application was not submitted: not every requirement is met")[2]
    assert "1 February 2027" in top[:120]
    assert "There is a problem" not in words(pressed)
    application.refresh_from_db()
    assert application.status == Status.DRAFT


def test_such_a_call_keeps_its_button_for_a_point_that_a_person_decides(call: Call, signed_in: SignIn) -> None:
    call.accepts_not_eligible = False
    call.save()
    application = scenarios.filled_in(call, facts={**MEETS_ALL, "english_ok": False})
    assert BUTTON in above_the_button(check(application, signed_in))


def test_a_press_from_an_older_page_leads_to_the_box_that_was_not_ticked(call: Call, signed_in: SignIn) -> None:
    call.accepts_not_eligible = False
    call.save()
    application = scenarios.filled_in(call, facts=PASSPORT_TOO_SHORT)
    source = press(application, signed_in, idempotency_key="").content.decode()
    assert 'href="#id_declaration"' in source
    assert 'id="id_declaration"' in source


def test_after_the_deadline_the_refusal_is_said_also_without_a_button(
    call: Call, signed_in: SignIn, shift_clock: Any
) -> None:
    call.accepts_not_eligible = False
    call.save()
    application = scenarios.filled_in(call, facts=PASSPORT_TOO_SHORT)
    shift_clock(timedelta(days=60))
    assert "This call closed on" in words(press(application, signed_in))


@pytest.mark.parametrize("facts", [MEETS_ALL, FAILS_FOUR])
def test_reading_the_page_takes_a_bounded_number_of_queries(
    call: Call, signed_in: SignIn, facts: dict[str, Any]
) -> None:
    """The number of failing rules adds none."""
    application = scenarios.filled_in(call, facts=facts)
    web = signed_in(application.person.user)
    address = reverse("application_check", args=[application.reference])
    web.get(address)
    with CaptureQueriesContext(connection) as queries:
        web.get(address)
    assert len(queries) <= 26
