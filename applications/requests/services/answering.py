"""Answering a request: kept on the server while it is written, with files; then sent, once. Or declined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from applications.queries import definition_of
from applications.requests.access import ANSWER
from applications.requests.dates import due_in_words
from applications.requests.models import Request, RequestDraft, RequestFile
from applications.requests.models.events import WordsOf
from applications.requests.notices import to_applicant, to_referee
from applications.requests.queries import USABLE, current_files
from applications.requests.services.locking import locked_request
from applications.requests.services.steps import step
from applications.requests.services.unsent import forget_unsent
from applications.requests.states import GIVEN, NEEDS_FILE, PENDING, Kind, Outcome
from applications.requests.workflow import By, Event
from applications.services.documents import NOT_YET, check_kind
from portal.common import clock
from portal.common.errors import Conflict, DomainError
from portal.files.models import FileState
from portal.files.services import process, store_upload
from portal.outbox.services import queue_mails

MOST_FILES = 5  # of one answer; a letter is one file


@transaction.atomic
def save_draft(request: Request, values: Mapping[str, str], *, based_on: str | None = None) -> RequestDraft:
    """Keep what was typed so far; `based_on` is the mark of the draft that its page showed, '' for none.

    Raises DomainError: too_late, no_such_step; Conflict draft_conflict where another window kept something else since.
    """
    held = _waiting(request)
    drafts = RequestDraft.objects.unscoped("the request is held")
    there = drafts.filter(request=held).first()
    elsewhere = there is not None and based_on not in (None, there.mark) and any(there.values.values())
    if there is not None and elsewhere and there.values != dict(values):
        raise Conflict(
            "draft_conflict",
            _("These answers were changed in another window"),
            stored=dict(there.values),
            mark=there.mark,
        )
    draft: RequestDraft
    draft, _made = drafts.update_or_create(
        request=held,
        defaults={
            "office_id": held.office_id,
            "application_id": held.application_id,
            "values": dict(values),
            "saved_at": clock.now(),
        },
    )
    return draft


@transaction.atomic
def add_file(request: Request, upload: UploadedFile[bytes], *, user: Any) -> RequestFile:
    """Check and keep a file of the answer; a letter or document takes the place of the one before.

    `user` is None for somebody without an account. Raises DomainError: too_late, no_such_step, too_many_files,
    document_kind, or the file check's own codes.
    """
    held = _waiting(request)
    stored = store_upload(upload, kind=ANSWER, owner_id=NOT_YET, office=held.application.office, user=user)
    if held.slot:
        check_kind(definition_of(held.application).slot(held.slot), stored.media_type)
    there = current_files(held)
    if held.kind in NEEDS_FILE:
        _take_out(held, [row.pk for row in there])
    elif len(there) >= MOST_FILES:
        raise DomainError(
            "too_many_files",
            _("There are %(n)d files already, which is as many as can be. Remove one first, or join them.")
            % {"n": len(there)},
        )
    row = RequestFile.objects.create(
        office_id=held.office_id, application_id=held.application_id, request=held, file=stored
    )
    stored.owner_id = row.pk
    stored.save(update_fields=["owner_id"])
    return row


@transaction.atomic
def begin_anew(request: Request) -> None:
    """Take out what no answer went with and what the check refused: the next answer is made of what comes now.

    For who files for somebody else and sees no such files. Raises DomainError: too_late, no_such_step.
    """
    held = _waiting(request)
    there = held.files.unscoped("the request is held").filter(removed_at=None)
    left = {*there.never_sent().values_list("pk", flat=True)}
    left |= {*there.exclude(file__state__in=USABLE).values_list("pk", flat=True)}
    _take_out(held, sorted(left))


@transaction.atomic
def take_out_file(request: Request, key: int) -> None:
    """Take a file out of an answer that is not sent yet. Raises DomainError: nothing_there, too_late, no_such_step."""
    held = _waiting(request)
    if not _take_out(held, [key]):
        raise DomainError("nothing_there", _("There is no such file any more; it may already be removed."))


def receive(request: Request, *, by: By, words: Mapping[str, str], user: Any = None, outcome: str = "") -> Request:
    """Send the answer; return the request as it is then. Pressed twice it is sent once.

    Raises DomainError: file_missing, file_refused, answer_missing, too_late, no_such_step, unknown_outcome.
    """
    for row in current_files(request):
        if row.file.state == FileState.PENDING:
            process(row.file_id)  # nobody sends a file that is refused a minute later
    with transaction.atomic():
        held = locked_request(request)
        if held.state in GIVEN:
            return held
        _must_wait(held)
        _check_answer(held, words)
        step(held, Event.RECEIVE, by=by, actor=user, outcome=outcome, words=words)
        RequestDraft.objects.unscoped("the request is held").filter(request=held).delete()
        _tell_received(held)
    return held


@transaction.atomic
def decline(request: Request, *, reason: str) -> None:
    """A referee says no, with or without a reason; what was typed and uploaded goes. Raises DomainError."""
    held = locked_request(request)
    _must_wait(held)
    step(held, Event.DECLINE, by=By.REFEREE, outcome=Outcome.DECLINED, words={WordsOf.REASON: reason})
    forget_unsent([held])
    queue_mails(mail for mail in [to_applicant(held, "letter_declined")] if mail)


def _check_answer(held: Request, words: Mapping[str, str]) -> None:
    states = [row.file.state for row in current_files(held)]
    if any(state not in USABLE for state in states):
        raise DomainError("file_refused", _("The check refused a file. Remove it, or send another copy in its place."))
    if held.kind in NEEDS_FILE and not states:
        raise DomainError("file_missing", _("Choose the file: without it nothing counts as received."))
    if held.kind == Kind.INFORMATION and not states and not words.get(WordsOf.ANSWER, "").strip():
        raise DomainError("answer_missing", _("Write an answer, or add a file."))


def _tell_received(held: Request) -> None:
    if held.kind == Kind.REFERENCE:
        mails = [to_referee(held, "thanked"), to_applicant(held, "letter_received")]
    elif held.kind == Kind.APPEAL:
        mails = [to_applicant(held, "appeal_received")]
    else:
        mails = [to_applicant(held, "request_received")]
    queue_mails(mail for mail in mails if mail)


def _waiting(request: Request) -> Request:
    held = locked_request(request)
    _must_wait(held)
    return held


def _must_wait(held: Request) -> None:
    if held.state in PENDING and clock.now() > held.due_at:
        raise DomainError(
            "too_late",
            _("The date for this was %(due)s, so it can no longer be sent. Write to the %(office)s.")
            % {"due": due_in_words(held), "office": held.application.office},
            due_at=held.due_at.isoformat(),
        )
    if held.state not in PENDING:
        raise DomainError(
            "no_such_step",
            _("This is “%(state)s” now, so nothing more can be sent.") % {"state": held.get_state_display()},
            state=held.state,
        )


def _take_out(held: Request, keys: list[int]) -> int:
    rows = held.files.unscoped("the request is held").filter(pk__in=keys, removed_at=None)
    taken: int = rows.update(removed_at=clock.now())
    return taken
