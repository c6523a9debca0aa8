"""One office's files for the crawler's world: calls in every state, applications in many, lists, letters, traces."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from applications.health import encrypt
from applications.models import (
    Application,
    HealthAnswer,
    LineKind,
    Rescreening,
    RescreeningLine,
    RunScope,
    RunState,
    ScreeningTask,
    SubmissionAttempt,
)
from applications.requests.services.answering import add_file, receive, save_draft
from applications.requests.services.appeals import begin_appeal
from applications.requests.services.asking import ask_applicant
from applications.requests.services.references import ask_referee
from applications.requests.states import Kind as RequestKind
from applications.requests.workflow import By
from applications.review.models import Score
from applications.review.services import (
    Given,
    Sighting,
    check_facts,
    give_score,
    note_sameness,
    propose_override,
    propose_refusal,
    reject_refusal,
    set_aside_addendum,
)
from applications.services.documents import add_document
from applications.services.paper.claiming import claim
from applications.services.paper.codes import give_code
from applications.shortlists import services as lists
from applications.shortlists.models import Shortlist, ShortlistLine
from applications.states import Status
from portal.accounts.models import User
from portal.audit.services import record
from portal.common import clock
from portal.files.services import process
from portal.offices.models import Office, Role
from portal.outbox.models import Message, MessageState
from programs.eligibility import sha256_of
from programs.models import AlertPurpose, AlertTold, Binding, Call, CallAlert, CheckCount, Round
from programs.services.alerts.links import new_link
from programs.services.calls import announce, create_call
from tests.applications.corrections import corrected
from tests.applications.paper.papers import BORN, entered, handed_in
from tests.calls import THEMES
from tests.crawler.canaries import Canaries
from tests.crawler.register import register_of
from tests.factories import PersonFactory, PostingFactory
from tests.files.samples import pdf, upload
from tests.scenarios import MEETS_ALL, draft, moved_to, submitted
from tests.shortlists import building
from tests.staff import in_review, needing_check, posted

PLACES = {"shortlist_places": 1, "reserve_places": 1}


@dataclass(frozen=True)
class Staff:
    """Who works at an office, apart from the visitors."""

    reviewer: User
    senior: User
    coordinator: User
    operator: User


def staff_of(office: Office) -> Staff:
    """Post one in each role that the office's files need."""
    roles = (Role.REVIEWER, Role.SENIOR_REVIEWER, Role.COORDINATOR, Role.OPERATOR)
    staff = Staff(*(posted(office, role, name=f"{role} of {office.code}") for role in roles))
    for user in (staff.reviewer, staff.operator):
        TOTP.activate(user, generate_totp_secret())
        UserSession.objects.create(user=user, session_key=f"{user.pk:032d}", ip="192.0.2.7", user_agent="Firefox")
    return staff


@dataclass(frozen=True)
class Rounds:
    """The rounds that every office of the world opens."""

    open: Round
    ended: Round
    coming: Round
    mext_open: Round
    mext_released: Round
    mext_frozen: Round


def furnish(office: Office, rounds: Rounds, country: str, canaries: Canaries) -> None:
    """Give an office a full desk."""
    staff = staff_of(office)
    _applications(_call(office, rounds.open, country), staff, canaries)
    _lists(_call(office, rounds.ended, country), staff, canaries)
    _call(office, rounds.coming, country, slug=f"coming-{canaries.mint()}", additions=_own_rules(canaries))
    _of_the_other_programme(announced(_call(office, rounds.mext_open, country)))
    lists.release(_frozen(_call(office, rounds.mext_released, country), staff, "Fourth"), user=staff.coordinator)
    _frozen(_call(office, rounds.mext_frozen, country), staff, "Seventh")
    register_of(office, country)
    _traces(office, staff)
    for reviewer in {score.reviewer for score in Score.objects.filter(office=office)}:
        if not reviewer.postings.exists():
            PostingFactory(user=reviewer, office=office)


def _call(office: Office, round_: Round, country: str, **more: Any) -> Call:
    today = clock.now()
    mirai = round_.programme.slug == "mirai"
    return create_call(
        office=office,
        round=round_,
        **{"slug": f"{round_.slug}-{office.code}", **more},
        opens_local=f"{today - timedelta(days=10):%Y-%m-%dT09:00}",
        closes_local=f"{today + timedelta(days=30):%Y-%m-%dT12:00}",
        parameters={"country": country} if mirai else {},
        themes=THEMES if mirai else None,
        **PLACES,
    )


def announced(call: Call) -> Call:
    """Announce a call and return it."""
    announce(call, actor=None)
    return call


def _own_rules(canaries: Canaries) -> list[dict[str, Any]]:
    return [{"disable": "MIRAI-SNS-1", "note": f"Agreed with the ministry, {canaries.mint()}."}]


def _applications(call: Call, staff: Staff, canaries: Canaries) -> None:
    announced(call)
    _checks(call)
    begun = draft(call)
    HealthAnswer.objects.create(
        office=call.office, application=begun, key="note", ciphertext=encrypt(f"asthma {canaries.mint()}")
    )
    attempted = submitted(call)
    SubmissionAttempt.objects.create(
        office=call.office, application=attempted, arrived_at=clock.now(), result="submitted"
    )
    HealthAnswer.objects.create(
        office=call.office, application=attempted, key="note", ciphertext=encrypt(f"asthma {canaries.mint()}")
    )
    reviewed = in_review(call)
    give_score(reviewed, user=staff.reviewer, value=70, sentence="Says what it is for.", expected_version=0)
    sent_back, waiting = needing_check(call), needing_check(call)
    for application in (sent_back, waiting):
        proposal = propose_refusal(
            application, user=staff.reviewer, reason_code="wrong_office", text="Lives elsewhere."
        )
        if application is sent_back:
            reject_refusal(proposal, user=staff.senior, note="Look again at the address.")
    _asked(reviewed, staff)
    _appealed(call)
    _corrected(sent_back, staff)  # the first in its state: the one whose pages staff open
    _checked_against_documents(reviewed, staff)
    _overridden(call, reviewed, staff)
    note_sameness(reviewed, user=staff.reviewer, same=False, text="Two passports, two photographs.", seen=0)
    _on_paper(call, staff)
    _waited_for(call)
    _screened_again(call, reviewed)
    nominated = moved_to(building.in_review(call, "Nominated", status=Status.IN_REVIEW), Status.NOMINATED)
    assert nominated.status == Status.NOMINATED
    withdrawn = submitted(call)
    building.withdraw(withdrawn)
    address = EmailAddress.objects.get(user=begun.person.user)
    EmailConfirmation.objects.create(email_address=address, sent=clock.now(), key=f"{address.pk:064d}")


def _asked(application: Application, staff: Staff) -> None:
    """One thing that was asked for and came with words and a file, one that is being written."""
    due_on = (clock.now() + timedelta(days=14)).date()
    applicant = application.person.user
    for kind, title in ((RequestKind.INFORMATION, "Your stay"), (RequestKind.DOCUMENT, "Grades")):
        request = ask_applicant(
            application, kind, title=title, text="Please tell us.", due_on=due_on, user=staff.reviewer
        )
        save_draft(request, {"text": "Not yet all of it."})
        if kind is RequestKind.INFORMATION:
            row = add_file(request, upload(pdf()), user=applicant)
            process(row.file_id)
            receive(request, by=By.APPLICANT, words={"answer": "Six weeks."}, user=applicant)


def _corrected(application: Application, staff: Staff) -> None:
    """A correction of an answer about health that was set aside with words."""
    addendum = corrected(application, declares_healthy=True, reason="I ticked the wrong box.")
    set_aside_addendum(addendum, user=staff.senior, words="Bring a letter of your doctor.")


def _appealed(call: Call) -> None:
    """An appeal that waits to be settled."""
    application = submitted(call, facts={**MEETS_ALL, "nationalities": ["FR"]})
    user = application.person.user
    begun = begin_appeal(application, user=user)
    receive(begun, by=By.APPLICANT, words={"answer": "I am from here."}, user=user)


def _on_paper(call: Call, staff: Staff) -> None:
    """One that is being entered with a scan, one that was submitted and has a claim letter, one that was claimed."""
    user = staff.coordinator
    entered(call, staff.reviewer, of={"full_name": "Bram Peeters", "email": f"bram@{call.office.code}.example"})
    give_code(handed_in(call, user, of={"full_name": "Inês Vandevelde"}), user=user)
    claimed = handed_in(call, user, of={"full_name": "Lotte Maes"})
    claim(give_code(claimed, user=user), BORN, user=PersonFactory().user)


def _letter(application: Application) -> None:
    """A letter that a referee sent."""
    request = ask_referee(
        application, "recommendation_letter", 1, name="A Referee", email="referee@university.example",
        relation="Adviser", user=application.person.user,
    )  # fmt: skip
    row = add_file(request, upload(pdf()), user=None)
    process(row.file_id)
    receive(request, by=By.REFEREE, words={"known_for": "Years", "capacity": "Adviser", "answer": "Reads much."})


def _checked_against_documents(application: Application, staff: Staff) -> None:
    """One fact seen as declared on a document, another seen otherwise by word of the officer."""
    passport = application.documents.get(slot="passport_copy")
    check_facts(
        application,
        [
            Sighting("birth_date", "confirmed", document=passport.pk, note="On the page with the photograph."),
            Sighting("passport_expiry", "differs", "2031-03-27", note="The one shown at the counter is newer."),
        ],
        user=staff.reviewer,
        snapshot=application.snapshots.get().pk,
        newest=0,
    )


def _waited_for(call: Call) -> None:
    """Somebody asked to be told when it opens, and was."""
    alert = CallAlert.objects.create(
        email=f"reader@{call.office.code}.example", programme=call.round.programme, office=call.office,
        confirmed_at=clock.now(),
    )  # fmt: skip
    link, _url = new_link(alert, AlertPurpose.STOP, language="en")
    link.save()
    AlertTold.objects.create(alert=alert, call=call)


def _overridden(call: Call, reviewed: Application, staff: Staff) -> None:
    """An override that waits for a second person, and one that one officer could make alone."""
    doubted = Given("MIRAI-ENR-1", "fail", "document_shows", "Another university.", seen_in="A letter of the rector.")
    propose_override(reviewed, doubted, user=staff.reviewer)
    left_open = submitted(call, facts={**MEETS_ALL, "english_ok": False})
    spoken = Given("MIRAI-ENG-1", "pass", "answer_misread", "Speaks it well.", seen_in="A talk at the counter.")
    propose_override(left_open, spoken, user=staff.reviewer)


def _checks(call: Call) -> None:
    """Forty people asked whether they are eligible; twelve of them were of another nationality."""
    for key, number in (("", 40), ("MIRAI-NAT-1", 12)):
        CheckCount.objects.create(
            office=call.office, call=call, binding=call.binding, month=clock.now().date().replace(day=1),
            rule_key=key, stopped=number,
        )  # fmt: skip


def _screened_again(call: Call, application: Application) -> None:
    """Two runs over the call: one released, which left something to look at, and one that is held."""
    before = Binding.objects.get(pk=call.bindings.get().pk)
    for number, state in enumerate((RunState.RELEASED, RunState.HELD), start=1):
        after = Binding.objects.get(pk=before.pk)
        after.pk, after.number = None, number + 1
        if state == RunState.RELEASED:  # says something else, and is in force: drafts are offered it
            after.content = {**after.content, "rules": after.content["rules"][1:]}
            after.sha256 = sha256_of(after.content)
        after.save(force_insert=True)
        if state == RunState.RELEASED:
            Call.objects.filter(pk=call.pk).update(binding=after)
        run = Rescreening.objects.create(
            office=call.office, call=call, number=number, from_binding=before, to_binding=after, scope=RunScope.OPEN,
            state=state, settled_at=clock.now() if state == RunState.RELEASED else None, total=1,
            told=0, tasks=1, skipped=0,
        )  # fmt: skip
        line = RescreeningLine.objects.create(
            office=call.office, run=run, application=application, snapshot=application.snapshots.get(),
            old_binding=before, kind=LineKind.CHANGED, old_outcome="eligible", new_outcome="not_eligible",
        )  # fmt: skip
        if state == RunState.RELEASED:
            ScreeningTask.objects.create(office=call.office, application=application, line=line)


def _of_the_other_programme(call: Call) -> None:
    """One in review, with a checked PDF."""
    application = draft(call)
    document = add_document(application, "application_form", upload(pdf()), user=application.person.user)
    process(document.file_id)
    _letter(application)
    Application.objects.filter(pk=application.pk).update(submitted_at=clock.now())
    building.scored(moved_to(application, Status.IN_REVIEW), 66)


def _lists(call: Call, staff: Staff, canaries: Canaries) -> None:
    """Version 1 changed by hand, frozen and exported; version 2 the draft that corrects it."""
    announced(call)
    for name, score in (("First", 90), ("Second", 80), ("Third", 70)):
        building.in_review(call, name, scores=[score], statement="A word of my own.")
    building.move_deadline(call, timedelta(days=-1))
    made = lists.build(call, user=staff.coordinator)
    made.reason_text = f"More people than places, {canaries.mint()}."
    made.save()
    first = made.lines.order_by("rank")[0]
    lists.move(first, 2, f"Speaks well, {canaries.mint()}.", user=staff.coordinator)
    last: ShortlistLine = made.lines.order_by("rank")[2]
    lists.give_line_reason(last, "other", f"Too late, {canaries.mint()}.", user=staff.coordinator)
    made.refresh_from_db()
    frozen = lists.freeze(made, user=staff.coordinator, accept_cautions=True)
    lists.export_csv(frozen, io.BytesIO(), user=staff.coordinator)
    lists.correct(frozen, user=staff.coordinator)


def _frozen(call: Call, staff: Staff, name: str) -> Shortlist:
    """A frozen list of three, the newest of its call."""
    announced(call)
    for number, score in enumerate((90, 80, 70), start=1):
        building.in_review(call, f"{name} {number}", scores=[score])
    building.move_deadline(call, timedelta(days=-1))
    return lists.freeze(lists.build(call, user=staff.coordinator), user=staff.coordinator, accept_cautions=True)


def _traces(office: Office, staff: Staff) -> None:
    """Letters of which one failed, and an entry of Django's own log for a row of every admin."""
    failed = Message.objects.filter(office_id=office.pk).order_by("pk").first()
    assert failed is not None, f"no letter of {office.code} was queued"
    record(
        "access.refused", user=staff.reviewer, office_id=office.pk, personal={"path": "/admin/somewhere/"},
        method="GET", status=403,
    )  # fmt: skip
    Message.objects.filter(pk=failed.pk).update(
        state=MessageState.FAILED, last_error="550 no such mailbox", claim=uuid4()
    )
    for model in admin.site._registry:
        rows = model._base_manager.filter(**_of(model, office)).order_by("pk")
        if _of(model, office) and (row := rows.first()) is not None:
            LogEntry.objects.create(
                user=staff.operator, content_type=ContentType.objects.get_for_model(model), object_id=str(row.pk),
                object_repr=str(row)[:100], action_flag=CHANGE, change_message="Changed by hand.",
            )  # fmt: skip


def _of(model: Any, office: Office) -> dict[str, Any]:
    names = {field.attname for field in model._meta.concrete_fields}
    return {"office_id": office.pk} if "office_id" in names and model is not Application else {}
