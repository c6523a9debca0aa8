"""What the clock does: one reminder before the date, expiry after it, and back with a file that the check refused.

Each is set-based and safe to run twice at once: rows that somebody holds are passed over until the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from applications.models import Application
from applications.requests.dates import end_of_day, set_due
from applications.requests.models import Invitation, Request, RequestFile, RequestWords
from applications.requests.models.events import WordsOf
from applications.requests.models.requests import RequestQuerySet
from applications.requests.notices import to_applicant, to_referee
from applications.requests.queries import USABLE
from applications.requests.services.steps import Step, steps
from applications.requests.states import GIVEN, NEEDS_FILE, OF_APPLICANT, REFUSED, Kind, State
from applications.requests.tokens import new_invitation
from applications.requests.workflow import By, Event
from applications.states import OVER
from portal.common import clock
from portal.outbox.services import Mail, queue_mails

WHY = "the clock"
BATCH = 200
# Who sent a file that the check refused may send another so long, whatever the date was.
TIME_FOR_ANOTHER = timedelta(days=7)
# While a refusal stands nobody is written to about a letter; an appeal that is upheld lets the clock go on.
_FOR_NOTHING = Q(kind=Kind.REFERENCE, application__status__in=sorted(REFUSED))
_RELATED = ("application__person__user", "application__call__round", "application__call__office",
            "application__office", "asked_of", "office")  # fmt: skip


def remind_due() -> int:
    """Send the one reminder of what is due soon; return how many."""
    return _all(_remind_some)


def expire_due() -> int:
    """End what nobody answered in time; return how many. Who asked and who was asked see it on their page."""
    return _all(_expire_some)


def return_refused_files() -> int:
    """Take back what counted as received until the check refused its file; return how many."""
    return _all(_return_some)


def _awaited() -> RequestQuerySet:
    return Request.objects.unscoped(WHY).pending().exclude(_FOR_NOTHING)


def _all(some: Callable[[], int]) -> int:
    total = 0
    while done := some():
        total += done
    return total


@transaction.atomic
def _remind_some() -> int:
    now = clock.now()
    due = _awaited().filter(remind_at__lte=now, reminded_at=None, due_at__gt=now)
    rows = _held(due)
    for row in rows:
        row.reminded_at = now
    steps(Step(row, Event.REMIND, By.SYSTEM) for row in rows)
    links = {row.pk: new_invitation(row) for row in rows if row.kind == Kind.REFERENCE}
    Invitation.objects.bulk_create([invitation for invitation, _link in links.values()])
    queue_mails(
        mail
        for row in rows
        for mail in [
            to_referee(row, "reminded", link=links[row.pk][1])
            if row.pk in links
            else to_applicant(row, "request_reminded")
        ]
        if mail
    )
    return len(rows)


@transaction.atomic
def _expire_some() -> int:
    rows = _held(_awaited().filter(due_at__lt=clock.now()))
    steps(Step(row, Event.EXPIRE, By.SYSTEM) for row in rows)
    # An appeal that was begun and not sent is nobody's loss; its page says that the date has passed.
    told = [row for row in rows if row.kind != Kind.APPEAL]
    queue_mails(mail for mail in [to_applicant(row, _expiry_notice(row)) for row in told] if mail)
    return len(rows)


def _expiry_notice(request: Request) -> str:
    return "request_expired" if request.kind in OF_APPLICANT else "letter_expired"


@transaction.atomic
def _return_some() -> int:
    there = RequestFile.objects.unscoped(WHY).filter(request=OuterRef("pk"), removed_at=None)
    refused, usable = there.exclude(file__state__in=USABLE), there.filter(file__state__in=USABLE)
    # What was written with the answer that is there: its event is the newest.
    said = RequestWords.objects.unscoped(WHY).filter(
        request=OuterRef("pk"), name=WordsOf.ANSWER, event__sequence=OuterRef("version")
    )
    nothing_left = Q(kind=Kind.INFORMATION, state=State.RECEIVED) & ~Exists(usable) & ~Exists(said)
    given = Request.objects.unscoped(WHY).filter(Q(kind__in=sorted(NEEDS_FILE), state__in=sorted(GIVEN)) | nothing_left)
    rows = _held(given.exclude(_FOR_NOTHING | Q(application__status__in=sorted(OVER))).filter(Exists(refused)))
    for row in rows:
        _leave_time(row)
    steps(Step(row, Event.REFUSE_FILE, By.SYSTEM) for row in rows)
    links = {row.pk: new_invitation(row) for row in rows if row.kind == Kind.REFERENCE}
    Invitation.objects.bulk_create([invitation for invitation, _link in links.values()])
    queue_mails(_about_refused(rows, {key: link for key, (_row, link) in links.items()}))
    return len(rows)


def _leave_time(request: Request) -> None:
    """Move a date that has passed, or is close, so far ahead that another file can be sent."""
    local = end_of_day((clock.now().astimezone(request.zone) + TIME_FOR_ANOTHER).date())
    if local > request.due_local:
        set_due(request, local, request.time_zone)


def _about_refused(rows: Iterable[Request], links: dict[int, str]) -> Iterable[Mail]:
    for row in rows:
        if row.pk in links:
            yield to_referee(row, "file_refused", link=links[row.pk])
        mail = to_applicant(row, "letter_refused" if row.pk in links else "request_file_refused")
        if mail:
            yield mail


def _held(rows: RequestQuerySet) -> list[Request]:
    """Lock a batch in the order services lock: applications first. What is held elsewhere waits for the next time."""
    keys = list(rows.order_by("application_id", "pk").values_list("pk", "application_id")[:BATCH])
    free = set(
        Application.objects.unscoped(WHY)
        .select_for_update(skip_locked=True)
        .filter(pk__in={application for _pk, application in keys})
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    wanted = [pk for pk, application in keys if application in free]
    # Asked again under the lock: somebody may have answered meanwhile.
    held = rows.select_for_update(of=("self",), skip_locked=True).select_related(*_RELATED).filter(pk__in=wanted)
    return list(held.order_by("pk"))
