"""Staff enter what came on paper: whose it is, when it arrived, who may, and what the deadline says."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from applications.models import Application, HealthAnswer, PaperArrival, SubmissionAttempt
from applications.paper import ENTERED_WITHIN, on_paper
from applications.permissions import may
from applications.sameness import sameness_of
from applications.services.deadlines import close_drafts
from applications.services.drafts import begin, save_section
from applications.services.paper.beginning import Arrival, Newcomer, begin_paper, state_arrival
from applications.services.paper.desk import submit_paper, withdraw_for
from applications.services.submission import submit
from applications.states import Status
from applications.workflow import Event
from portal.audit.models import Entry
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import OfficeKind, Role
from portal.outbox.models import Message
from programs.models import Call
from tests.applications.paper.conftest import At
from tests.applications.paper.papers import BORN, NAME, begun, entered, handed_in, officer, yesterday
from tests.factories import OfficeFactory, PersonFactory
from tests.scenarios import draft, submitted
from tests.staff import call_elsewhere, posted

pytestmark = pytest.mark.django_db


def codes() -> list[str]:
    return list(Entry.objects.filter(code__startswith="applications.").order_by("pk").values_list("code", flat=True))


def test_an_entry_makes_a_person_without_a_login_and_takes_over_name_and_birth_date(call: Call) -> None:
    user = officer(call)
    application = begun(call, user)
    assert application.person.user is None
    assert application.person.birth_date == BORN
    answers = {key: value for section in application.sections.all() for key, value in section.answers.items()}
    assert NAME in answers.values()
    known = on_paper(application)
    assert known is not None
    assert known.by == "Emi Sato"
    assert known.arrival.received_on == yesterday(call).day
    assert codes() == ["applications.paper_begun"]


def test_what_is_entered_whole_is_submitted_for_the_person_and_says_who_entered_it(call: Call) -> None:
    user = officer(call)
    application = handed_in(call, user)
    assert application.status == Status.ELIGIBLE
    event = application.events.get(event=Event.SUBMIT)
    assert (event.actor, event.by) == (user, "paper_desk")
    assert event.data == {"paper_arrived_at": application.paper_arrivals.get().arrived_at.isoformat()}
    assert SubmissionAttempt.objects.get(application=application).result == "submitted"
    assert "applications.paper_submitted" in codes()
    assert Application.objects.for_staff(posted(call.office)).filter(pk=application.pk).exists()


def test_without_an_address_no_mail_is_queued_and_with_one_it_goes_there(call: Call) -> None:
    handed_in(call)
    assert not Message.objects.exists()
    handed_in(call, of={"full_name": "Bram Peeters", "email": "bram@example.org", "language": "nl"})
    message = Message.objects.get()
    assert (message.template, message.to_email, message.language) == (
        "mail/application_submitted", "bram@example.org", "nl",
    )  # fmt: skip
    assert message.context["claim_url"].endswith("/applications/claim/")


def test_an_entry_is_not_written_about_while_it_is_entered(call: Call) -> None:
    user = officer(call)
    application = begun(call, user, email="amelie@example.org")
    withdraw_for(application, user=user, reason="Entered under the wrong call.")
    assert not Message.objects.exists()


def test_the_same_person_is_not_entered_twice_for_a_call(call: Call) -> None:
    first = begun(call)
    with pytest.raises(Conflict) as refused:
        begun(call, full_name="DUBOIS  Amelie")
    assert refused.value.code == "entered_already"
    assert refused.value.values["reference"] == first.reference
    assert begun(call, birth_date=BORN + timedelta(days=1)).person.full_name == NAME


def test_an_entry_given_up_may_be_entered_again(call: Call) -> None:
    user = officer(call)
    withdraw_for(begun(call, user), user=user, reason="Typed from the wrong sheet.")
    assert begun(call, user).status == Status.DRAFT


def test_somebody_who_also_applied_online_is_flagged_to_staff(call: Call) -> None:
    online = submitted(call, full_name=NAME)
    on_the_desk = handed_in(call)
    for application in (online, on_the_desk):
        assert sameness_of(Application.objects.get(pk=application.pk), posted(call.office)).flagged


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SENIOR_REVIEWER, Role.COORDINATOR])
def test_reviewers_and_coordinators_of_the_office_enter_papers(call: Call, role: Role) -> None:
    assert begun(call, officer(call, role)).status == Status.DRAFT


def test_nobody_else_enters_papers(call: Call) -> None:
    ministry = OfficeFactory(code="a-ministry", kind=OfficeKind.MINISTRY)
    others = [
        posted(call_elsewhere(call).office),
        posted(call.office, Role.LIAISON),
        posted(call.office, programme="mext-research"),
        posted(ministry, Role.COORDINATOR, programme="mirai"),
        PersonFactory().user,
    ]
    for user in others:
        with pytest.raises(NotAllowed):
            begun(call, user)


def test_nobody_enters_an_application_of_their_own(call: Call) -> None:
    user = officer(call)
    with pytest.raises(NotAllowed) as refused:
        begun(call, user, email=user.email.upper())
    assert refused.value.code == "own_application"


def test_an_entry_is_on_the_desk_of_its_office_and_an_applicants_draft_on_nobodys(call: Call) -> None:
    user = officer(call)
    mine, theirs = begun(call, user), draft(call)
    assert set(Application.objects.on_desk_of(posted(call.office))) == {mine}
    assert not Application.objects.on_desk_of(posted(call_elsewhere(call).office)).exists()
    assert not Application.objects.for_staff(user).exists()
    assert not may(user, Event.SUBMIT, theirs)
    with pytest.raises(DomainError) as refused:
        save_section(theirs, "contact", {}, user=user, expected_version=0, complete=False)
    assert refused.value.code == "not_yours"
    with pytest.raises(NotAllowed):
        submit_paper(theirs, user=user, requested_at=clock.now())


def test_health_answers_of_a_paper_are_encrypted_and_apart(call: Call) -> None:
    application = entered(call)
    kept = HealthAnswer.objects.filter(application=application)
    assert kept.exists()
    stored = " ".join(str(section.answers) for section in application.sections.all())
    assert all(row.key not in stored for row in kept)


# --- arrival and deadline -----------------------------------------------------------------------------------------


def local_close(call: Call) -> tuple[date, time]:
    ends = call.closes_at.astimezone(call.zone)
    return ends.date(), ends.time().replace(tzinfo=None)


def enter(call: Call, day: date, hour: time | None = None) -> Application:
    return begin_paper(call, Newcomer(NAME, BORN), Arrival(day, hour), user=officer(call))


def test_a_paper_that_arrived_by_the_deadline_is_entered_and_submitted_after_it(call: Call, at: At) -> None:
    user = officer(call)
    with at(call.closes_at + timedelta(days=9)):
        day, hour = local_close(call)
        application = entered(call, user, arrival=Arrival(day, time(9)))
        state_arrival(application, Arrival(day, hour), user=user)
        done = submit_paper(application, user=user, requested_at=clock.now())
        assert done.status == Status.ELIGIBLE
        assert done.paper_arrivals.count() == 2


def test_a_minute_after_the_deadline_is_refused_with_both_values(call: Call, at: At) -> None:
    with at(call.closes_at + timedelta(days=1)):
        day, hour = local_close(call)
        late = (hour.replace(minute=hour.minute + 1)) if hour.minute < 59 else time(hour.hour + 1)
        with pytest.raises(DomainError) as refused:
            enter(call, day, late)
    assert refused.value.code == "arrived_too_late"
    assert refused.value.values["closes_at"] == call.closes_at.isoformat()
    assert f"{late:%H:%M}" in str(refused.value)
    assert f"{hour:%H:%M}" in str(refused.value)
    assert not Application.objects.exists()


def test_on_the_last_day_the_time_is_asked_for(call: Call, at: At) -> None:
    with at(call.closes_at + timedelta(days=1)), pytest.raises(DomainError) as refused:
        enter(call, local_close(call)[0])
    assert refused.value.code == "arrival_time_needed"


def test_an_arrival_in_the_future_is_refused_and_today_is_not(call: Call) -> None:
    today = clock.now().astimezone(call.zone).date()
    with pytest.raises(DomainError) as refused:
        enter(call, today + timedelta(days=1))
    assert refused.value.code == "arrival_in_future"
    assert enter(call, today).paper_arrivals.get().arrived_at <= clock.now()


def test_a_paper_from_before_the_call_opened_is_none_of_the_call(call: Call) -> None:
    with pytest.raises(DomainError) as refused:
        enter(call, call.opens_at.astimezone(call.zone).date() - timedelta(days=1))
    assert refused.value.code == "arrived_too_early"


def test_the_day_is_that_of_the_office(call: Call) -> None:
    call.office.time_zone = "Asia/Tokyo"
    call.office.save()
    application = enter(call, (clock.now() - timedelta(days=2)).date(), time(0, 30))
    arrived = application.paper_arrivals.get().arrived_at
    assert (arrived.hour, arrived.minute) == (15, 30), "half past midnight in Tokyo is the afternoon before in UTC"


def test_what_was_stated_about_the_arrival_cannot_be_changed_only_stated_anew(call: Call) -> None:
    application = begun(call)
    row = application.paper_arrivals.get()
    for change in (
        lambda: PaperArrival.objects.filter(pk=row.pk).update(received_on=date(2020, 1, 1)),
        lambda: row.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_clock_leaves_entries_open_for_some_weeks_and_closes_them_then(call: Call, at: At) -> None:
    theirs, on_the_desk = draft(call), begun(call)
    with at(call.closes_at + timedelta(days=1)):
        assert close_drafts() == 1
    on_the_desk.refresh_from_db()
    theirs.refresh_from_db()
    assert (theirs.status, on_the_desk.status) == (Status.CLOSED, Status.DRAFT)
    with at(call.closes_at + ENTERED_WITHIN + timedelta(minutes=1)):
        assert close_drafts() == 1
        on_the_desk.refresh_from_db()
        assert on_the_desk.status == Status.CLOSED
        with pytest.raises(DomainError) as refused:
            enter(call, yesterday(call).day - ENTERED_WITHIN)
    assert refused.value.code == "paper_not_open"


def test_an_entry_ready_too_late_is_refused_with_the_date(call: Call, at: At) -> None:
    user = officer(call)
    application = entered(call, user)
    with at(call.closes_at + ENTERED_WITHIN + timedelta(minutes=1)), pytest.raises(DomainError) as refused:
        submit_paper(application, user=user, requested_at=clock.now())
    assert refused.value.code == "paper_not_open"


def test_an_applicants_own_submission_is_still_judged_by_its_own_arrival(call: Call, at: At) -> None:
    applicant = PersonFactory().user
    application = begin(call, user=applicant)
    with at(call.closes_at + timedelta(minutes=1)), pytest.raises(DomainError) as refused:
        submit(application, user=applicant, arrived_at=clock.now())
    assert refused.value.code == "call_not_open"
