"""Appeals: until a date, with words and evidence, settled by somebody who had no part in the decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from applications.models import Application
from applications.requests.appeals import appealable
from applications.requests.deciders import deciders_of
from applications.requests.models import Request
from applications.requests.services.answering import receive
from applications.requests.services.appeals import begin_appeal, settle_appeal
from applications.requests.services.periodic import expire_due, remind_due
from applications.requests.states import Outcome, State
from applications.requests.workflow import By
from applications.review.services import (
    confirm_override,
    confirm_refusal,
    propose_override,
    propose_refusal,
    reopen,
    revoke_override,
)
from applications.states import Status
from portal.accounts.models import User
from portal.common.errors import DomainError, NotAllowed
from portal.offices.models import Role
from programs.models import Call
from tests.applications.conftest import SignIn
from tests.applications.views.pages import value_of, words
from tests.factories import PostingFactory
from tests.overrides import given, overridden, turned_down
from tests.requests.asking import letter, mails_to, now
from tests.scenarios import MEETS_ALL, moved_to, submitted
from tests.staff import call_elsewhere, dossier, needing_check, posted, reviewer_browser, staff_browser

Shift = Callable[[timedelta], object]


def refused(call: Call) -> tuple[Application, User, User]:
    """Return an application that two people refused, and both."""
    application = needing_check(call)
    reviewer, senior = posted(call.office), posted(call.office, Role.SENIOR_REVIEWER)
    proposal = propose_refusal(
        application, user=reviewer, reason_code="document_not_valid", text="The certificate is a draft."
    )
    confirm_refusal(proposal, user=senior)
    application.refresh_from_db()
    return application, reviewer, senior


def sent(application: Application) -> Request:
    begun = begin_appeal(application, user=application.person.user)
    return receive(begun, by=By.APPLICANT, words={"answer": "It is not."}, user=application.person.user)


def home(application: Application) -> str:
    return f"/applications/{application.reference}/"


def test_a_refusal_shows_its_reason_then_the_appeal_then_other_programmes(mirai: Call, signed_in: SignIn) -> None:
    application, _reviewer, _senior = refused(mirai)
    text = words(signed_in(application.person.user).get(home(application)))
    reason, appeal = text.index("The certificate is a draft."), text.index("you can appeal until")
    assert reason < appeal < text.index("See other programmes")


def test_an_appeal_is_begun_written_and_sent_with_what_shows_it(mirai: Call, signed_in: SignIn) -> None:
    application, _reviewer, _senior = refused(mirai)
    web = signed_in(application.person.user)
    address = reverse("application_appeal", args=[application.reference])
    assert "had no part in the decision" in words(web.get(address))
    response = web.post(address, follow=True)
    page = response.redirect_chain[-1][0]
    web.post(page, {"text": "It is not a draft:", "file": letter("stamp.pdf"), "add": "1"})
    web.post(page, {"text": "It is not a draft: see the stamp.", "file": letter("letter.pdf"), "later": "1"})
    assert "You began an appeal" in words(web.get(home(application)))
    assert web.post(page, {"text": ""}).status_code == 422
    response = web.post(page, {"text": "It is not a draft: see the stamp."}, follow=True)
    assert "Received" in words(response)
    request = application.requests.get()
    assert request.state == State.RECEIVED
    assert request.files.unscoped("a test").filter(removed_at=None).count() == 2
    assert mails_to(application.person.user.email)[-1] == "mail/appeal_received"
    assert web.post(address, follow=True).redirect_chain[-1][0] == page  # once


def test_the_date_is_thirty_days_after_the_decision_in_the_offices_zone(mirai: Call, shift_clock: Shift) -> None:
    application, _reviewer, _senior = refused(mirai)
    found = appealable(application)
    assert found is not None
    assert found.due_local.endswith("T23:59")
    day = found.decision.at.astimezone(mirai.zone).date() + timedelta(days=30)
    assert found.due_local.startswith(day.isoformat())
    shift_clock(found.due_at - datetime.now(UTC) + timedelta(minutes=2))
    with pytest.raises(DomainError) as late:
        begin_appeal(application, user=application.person.user)
    assert late.value.code == "too_late"


def test_upheld_takes_the_application_up_again_with_the_reason(mirai: Call) -> None:
    application, _reviewer, _senior = refused(mirai)
    request = sent(application)
    other = posted(mirai.office, Role.SENIOR_REVIEWER)
    settle_appeal(request, Outcome.UPHELD, reason="The stamp is there.", user=other)
    application.refresh_from_db()
    assert application.status == Status.NEEDS_CHECK
    assert (now(request).state, now(request).outcome) == (State.CHECKED, Outcome.UPHELD)
    event = application.events.order_by("-sequence").first()
    assert event.reason.text == "The stamp is there."
    assert event.data == {"appeal": request.pk}
    assert mails_to(application.person.user.email)[-1] == "mail/application_check_reopened"


def test_not_upheld_says_why_and_leaves_the_decision(mirai: Call, signed_in: SignIn) -> None:
    application, _reviewer, _senior = refused(mirai)
    request = sent(application)
    other = posted(mirai.office, Role.SENIOR_REVIEWER)
    settle_appeal(request, Outcome.NOT_UPHELD, reason="The stamp is of another year.", user=other)
    application.refresh_from_db()
    assert application.status == Status.NOT_ELIGIBLE
    text = words(signed_in(application.person.user).get(home(application)))
    assert "Not upheld" in text
    assert "The stamp is of another year." in text
    assert mails_to(application.person.user.email)[-1] == "mail/appeal_settled"
    with pytest.raises(DomainError) as again:
        begin_appeal(application, user=application.person.user)
    assert again.value.code == "appealed_already"


def test_who_took_part_in_the_decision_does_not_settle_the_appeal(mirai: Call) -> None:
    application, reviewer, senior = refused(mirai)
    request = sent(application)
    with pytest.raises(NotAllowed) as mine:
        settle_appeal(request, Outcome.UPHELD, reason="x", user=senior)
    assert mine.value.code == "took_part"
    with pytest.raises(NotAllowed) as no_right:
        settle_appeal(request, Outcome.UPHELD, reason="x", user=reviewer)
    assert no_right.value.code == "not_your_role"
    # Who proposed it took part too, whatever he has become since.
    PostingFactory(user=reviewer, office=mirai.office, role=Role.SENIOR_REVIEWER)
    promoted = User.objects.get(pk=reviewer.pk)
    with pytest.raises(NotAllowed) as proposed:
        settle_appeal(request, Outcome.NOT_UPHELD, reason="x", user=promoted)
    assert proposed.value.code == "took_part"
    assert now(request).state == State.RECEIVED


def test_who_counted_a_rule_as_not_met_does_not_settle_the_appeal(mirai: Call) -> None:
    application = submitted(mirai)
    proposer, confirmer = (posted(mirai.office, Role.SENIOR_REVIEWER) for _each in range(2))
    override = propose_override(application, given(verdict="fail"), user=proposer)
    confirm_override(override, user=confirmer)
    application.refresh_from_db()
    assert application.status == Status.NOT_ELIGIBLE
    request = sent(application)
    for person in (proposer, confirmer):
        with pytest.raises(NotAllowed) as refused:
            settle_appeal(request, Outcome.UPHELD, reason="x", user=person)
        assert refused.value.code == "took_part"
    settle_appeal(request, Outcome.UPHELD, reason="Right.", user=posted(mirai.office, Role.SENIOR_REVIEWER))
    assert now(request).outcome == Outcome.UPHELD


def test_who_revoked_what_spoke_for_an_applicant_does_not_settle_the_appeal(mirai: Call) -> None:
    application = turned_down(mirai)
    override = overridden(application)
    assert application.status == Status.ELIGIBLE
    revoker = posted(mirai.office, Role.SENIOR_REVIEWER)
    revoke_override(override, user=revoker, note="The certificate was false.")
    application.refresh_from_db()
    assert application.status == Status.NOT_ELIGIBLE
    found = appealable(application)
    assert found is not None
    assert revoker.pk in deciders_of(found.decision)
    assert override.confirmed_by_id in deciders_of(found.decision)


def test_the_page_offers_settling_to_another_senior_reviewer_alone(mirai: Call) -> None:
    application, _reviewer, senior = refused(mirai)
    request = sent(application)
    address = f"/admin/applications/application/{application.pk}/requests/{request.number}/"
    assert "Uphold and take up again" not in words(staff_browser(senior).get(address))
    other = reviewer_browser(mirai.office, Role.SENIOR_REVIEWER)
    assert "It is not." in words(other.get(dossier(application)))
    response = other.get(address)
    assert "Uphold and take up again" in words(response)
    data = {"expected_version": value_of(response, "expected_version"), "reason": ""}
    assert other.post(f"{address}do/uphold/", data).status_code == 422
    other.post(f"{address}do/uphold/", {**data, "reason": "Right."})
    application.refresh_from_db()
    assert application.status == Status.NEEDS_CHECK
    elsewhere = reviewer_browser(call_elsewhere(mirai).office, Role.SENIOR_REVIEWER)
    assert elsewhere.get(address).status_code == 404


def test_what_the_machine_refused_can_be_appealed_too(mirai: Call) -> None:
    application = submitted(mirai, facts={**MEETS_ALL, "nationalities": ["FR"]})
    assert application.status == Status.NOT_ELIGIBLE
    request = sent(application)
    settle_appeal(request, Outcome.UPHELD, reason="Right.", user=posted(mirai.office, Role.SENIOR_REVIEWER))
    application.refresh_from_db()
    assert application.status == Status.NEEDS_CHECK


@pytest.mark.parametrize(
    ("status", "then"),
    [(Status.NOT_SHORTLISTED, Status.IN_REVIEW), (Status.NOT_SELECTED, Status.NOMINATED)],
)
def test_each_refusal_goes_back_to_where_it_was_decided(mirai: Call, status: Status, then: Status) -> None:
    application = moved_to(submitted(mirai), status)
    request = sent(application)
    settle_appeal(request, Outcome.UPHELD, reason="Right.", user=posted(mirai.office, Role.SENIOR_REVIEWER))
    application.refresh_from_db()
    assert application.status == then


def test_an_appeal_is_overtaken_when_the_application_is_taken_up_without_it(mirai: Call) -> None:
    application, _reviewer, _senior = refused(mirai)
    request = sent(application)
    reopen(application, user=posted(mirai.office, Role.SENIOR_REVIEWER), reason="We were wrong.")
    assert (now(request).state, now(request).outcome) == (State.CANCELLED, Outcome.OVERTAKEN)


def test_nothing_is_appealed_that_was_not_refused(mirai: Call, signed_in: SignIn) -> None:
    application = submitted(mirai)
    assert appealable(application) is None
    with pytest.raises(DomainError):
        begin_appeal(application, user=application.person.user)
    assert signed_in(application.person.user).get(f"{home(application)}appeal/").status_code == 404


def test_an_unsent_appeal_stays_its_applicants_own_when_the_clock_has_acted_on_it(
    mirai: Call, shift_clock: Shift
) -> None:
    application, _reviewer, _senior = refused(mirai)
    request = begin_appeal(application, user=application.person.user)
    shift_clock(request.due_at - datetime.now(UTC) - timedelta(days=1))
    assert remind_due() == 1
    desk = reviewer_browser(mirai.office, Role.SENIOR_REVIEWER)
    address = f"/admin/applications/application/{application.pk}/requests/{request.number}/"
    assert desk.get(address).status_code == 404
    shift_clock(request.due_at - datetime.now(UTC) + timedelta(minutes=1))
    assert expire_due() == 1
    desk = reviewer_browser(mirai.office, Role.SENIOR_REVIEWER)
    assert desk.get(address).status_code == 404


def test_an_appeal_that_is_not_sent_is_nobody_elses(mirai: Call) -> None:
    application, _reviewer, _senior = refused(mirai)
    begin_appeal(application, user=application.person.user)
    text = words(reviewer_browser(mirai.office).get(dossier(application)))
    assert "Appeal" not in text.split("Letters and requests")[1].split("What to do")[0]
