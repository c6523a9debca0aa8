"""A mail that says “not eligible” says why: each rule that is not met, and nothing about health."""

from __future__ import annotations

from typing import Any

import pytest

from applications.actors import actor_for
from applications.models import Application
from applications.queries import explanations
from applications.review.services import confirm_refusal, propose_refusal
from applications.services.submission import submit
from applications.services.transition import transition
from applications.states import Status
from applications.workflow import Event
from portal.common import clock
from portal.offices.models import Role
from portal.outbox.models import Message
from portal.outbox.rendering import render
from programs.models import Call
from tests.scenarios import MEETS_ALL, filled_in, submitted
from tests.staff import needing_check, posted

FAILS_FOUR = {
    **MEETS_ALL,
    "passport_expiry": "2027-02-01",
    "birth_date": "2009-05-27",
    "japan_residence_months_total": 9,
    "prior_jp_gov_exchange": True,
}
ON_THE_PAGE = "What is too personal for a mail stands only there."
REASON = "The certificate of grades is of somebody else."


def letter(application: Application, template: str) -> Message:
    """Return the newest mail of a kind about an application, as it goes out."""
    message = Message.objects.filter(
        template=f"mail/application_{template}", subject_key=f"application:{application.reference}"
    ).latest("id")
    render(message)
    return message


def body(application: Application, template: str) -> str:
    return " ".join(letter(application, template).rendered_body.split())


def refused(application: Application) -> Application:
    office = application.office
    proposal = propose_refusal(application, user=posted(office), reason_code="document_not_valid", text=REASON)
    confirm_refusal(proposal, user=posted(office, Role.SENIOR_REVIEWER))
    application.refresh_from_db()
    assert application.status == Status.NOT_ELIGIBLE
    return application


def test_a_submission_that_fails_four_rules_is_told_all_four_as_the_page_says_them(call: Call) -> None:
    application = submitted(call, facts=FAILS_FOUR)
    assert application.status == Status.NOT_ELIGIBLE
    failing = [each.sentence for each in explanations(application) if str(each.verdict) == "fail"]
    assert len(failing) == 4
    message = letter(application, "submitted")
    assert message.context["not_met"] == failing
    for sentence in failing:
        assert f"\n- {sentence}\n" in message.rendered_body
    assert message.rendered_body.index(failing[0]) < message.rendered_body.index("What happens next")


@pytest.mark.parametrize("changed", [{}, {"english_ok": False}, {"declares_healthy": False}])
def test_a_submission_that_is_not_refused_lists_nothing(call: Call, changed: dict[str, Any]) -> None:
    application = submitted(call, facts={**MEETS_ALL, **changed})
    message = letter(application, "submitted")
    assert message.context["not_met"] == []
    assert "Not met" not in message.rendered_body
    assert ON_THE_PAGE not in message.rendered_body


def test_a_point_that_rules_nobody_out_is_not_among_the_reasons_the_rules_gave(call: Call) -> None:
    application = submitted(call, facts={**FAILS_FOUR, "english_ok": False})
    assert len(letter(application, "submitted").context["not_met"]) == 4
    assert "English" not in body(application, "submitted")


def test_a_refusal_by_people_has_their_reason_first_and_the_points_they_judged(call: Call) -> None:
    application = refused(submitted(call, facts={**MEETS_ALL, "english_ok": False}))
    text = body(application, "refused")
    (point,) = letter(application, "refused").context["not_met"]
    assert "English" in point
    assert text.index(REASON) < text.index(point) < text.index("What happens next")


@pytest.mark.parametrize("also", [{}, {"english_ok": False}])
def test_a_refusal_never_speaks_of_health_and_reads_the_same_whether_there_was_something_to_leave_out(
    call: Call, also: dict[str, Any]
) -> None:
    with_health = refused(submitted(call, facts={**MEETS_ALL, "declares_healthy": False, **also}))
    assert any(each.health and each.referred for each in explanations(with_health))
    message = letter(with_health, "refused")
    for text in (message.rendered_body, message.rendered_subject, str(message.context)):
        assert "health" not in text.lower()
    assert ON_THE_PAGE in body(with_health, "refused")

    without = refused(submitted(call, facts={**MEETS_ALL, "english_ok": False}))
    assert ON_THE_PAGE in body(without, "refused")


def test_a_health_answer_is_in_no_mail_of_a_submission_that_fails_rules(call: Call) -> None:
    application = submitted(call, facts={**FAILS_FOUR, "declares_healthy": False})
    message = letter(application, "submitted")
    assert "health" not in (message.rendered_body + str(message.context)).lower()
    assert len(message.context["not_met"]) == 4


def test_a_screening_that_is_applied_later_says_its_reasons_too(call: Call) -> None:
    application = submitted(call, facts=FAILS_FOUR)
    senior = actor_for(posted(call.office, Role.SENIOR_REVIEWER))
    transition(application, Event.REOPEN, actor=senior, reason="A second look.")
    assert letter(application, "check_reopened").context["not_met"] == []
    transition(application, Event.APPLY_SCREENING, actor=senior, outcome="not_eligible")
    assert len(letter(application, "screening_changed").context["not_met"]) == 4


def test_sentences_are_in_the_language_of_the_mail_not_of_whoever_pressed(call: Call) -> None:
    call.themes.filter(key="rule-of-law").update(name={"en": "Rule of law", "fr": "État de droit"})
    too_old = {**MEETS_ALL, "birth_date": "1990-05-27"}
    for language, name, other in (("fr", "État de droit", "Rule of law"), ("en", "Rule of law", "État de droit")):
        application = filled_in(call, facts=too_old, theme="rule-of-law")
        application.person.language = language
        application.person.save()
        submit(application, user=application.person.user, arrived_at=clock.now())
        text = body(application, "submitted")
        assert name in text
        assert other not in text


def test_a_reason_of_staff_alone_is_a_whole_letter(call: Call) -> None:
    text = body(refused(needing_check(call)), "refused")
    assert "Not met, by the answers you gave" not in text
    assert REASON in text
