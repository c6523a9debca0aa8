"""What an office does besides: a paper entered at its desk, and a request that waits; both through the services."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application
from applications.queries import definition_of
from applications.requests.services.asking import ask_applicant
from applications.requests.states import Kind
from applications.services.paper.beginning import Arrival, Newcomer, begin_paper
from applications.services.paper.desk import enter_section, file_scan, submit_paper
from applications.states import Status
from portal.accounts.models import User
from portal.common import clock
from portal.dev.demo.applicants import Applicant, make_applicant, motivating
from portal.dev.demo.naming import Name
from portal.dev.demo.specimens import drawing
from portal.dev.demo.world import DemoCall
from portal.files.services import process
from programs.definitions import Definition
from programs.definitions.answers import missing_documents

_WRITES = Name("Ketevan Japaridze", "JAPARIDZE KETEVAN", "ქეთევან ჯაფარიძე")
_GIVEN = 3  # the first of a call are there for other work of a reviewer


def enter_paper(each: DemoCall, clerk: User) -> Application:
    """Enter and submit what somebody without an account handed in on paper, on the last working day before today."""
    call = each.call
    definition = Definition.from_version(call.programme_version)
    themes = motivating([theme.key for theme in call.themes.all()])
    applicant = make_applicant(_WRITES, 0, call, each.country, definition, themes, Random(11), flawed=False)
    morning = _last_working_morning(clock.now().astimezone(call.zone))
    with clock.shifted(morning - clock.now()):
        arrival = Arrival((morning - timedelta(days=1)).date())
        newcomer = Newcomer(_WRITES.full, applicant.birth_date)
        application = begin_paper(call, newcomer, arrival, user=clerk)
        _enter(application, applicant, clerk)
        return submit_paper(application, user=clerk, requested_at=clock.now())


def _last_working_morning(now: datetime) -> datetime:
    days = {0: 3, 6: 2}.get(now.weekday(), 1)  # of a Monday or a Sunday it is the Friday before
    return (now - timedelta(days=days)).replace(hour=10, minute=20, second=0, microsecond=0)


def _enter(application: Application, applicant: Applicant, clerk: User) -> None:
    definition = definition_of(application)
    taken_over = dict(application.sections.values_list("key", "version"))
    for group in definition.groups:
        health = {q.key: applicant.health[q.key] for q in group.questions if q.key in applicant.health}
        answers = {**applicant.answers[group.key], **health}
        expected = taken_over.get(group.key, 0)
        enter_section(application, group.key, answers, user=clerk, expected_version=expected, complete=True)
    scans = []
    for slot in missing_documents(definition, applicant.answers, []):
        upload = SimpleUploadedFile(f"{slot.key.replace('_', '-')}.pdf", drawing(slot.key), "application/pdf")
        scans.append(file_scan(application, slot.key, upload, user=clerk))
    for scan in scans:
        process(scan.file_id)


def ask_one(each: DemoCall, reviewer: User) -> None:
    """Ask an applicant of the call for further information; nothing where the demonstration is too small for it."""
    rows = Application.objects.for_staff(reviewer).filter(call=each.call)
    first = list(rows.order_by("pk").values_list("pk", flat=True)[:_GIVEN])
    read = rows.filter(status__in=(Status.IN_REVIEW, Status.ELIGIBLE)).exclude(pk__in=first)
    application = read.order_by("-pk").first()
    if application is None:
        return
    ask_applicant(
        application,
        Kind.INFORMATION,
        title="Confirmation of enrolment",
        text="Please send a confirmation that you are enrolled until the end of the programme, or tell us until when.",
        due_on=(clock.now().astimezone(each.call.zone) + timedelta(days=10)).date(),
        user=reviewer,
    )
