"""Answers on paper: of somebody who applied on paper and has no account, filed by those who enter papers."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from applications.permissions import roles_on
from applications.requests.models import Request, RequestEvent, RequestFile
from applications.requests.models.events import WordsOf
from applications.requests.queries import current_files
from applications.requests.services.answering import add_file, begin_anew, receive, take_out_file
from applications.requests.services.locking import WHY, locked_request
from applications.requests.services.steps import expect_version
from applications.requests.states import GIVEN, Kind
from applications.requests.workflow import By, Event
from applications.workflow import By as Role
from portal.audit.services import record
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.files.services import process

FILED = frozenset({Kind.DOCUMENT, Kind.INFORMATION})
"""What can be filed for somebody; consent and appeals are the applicant's own word."""


def may_file(request: Request, user: Any) -> bool:
    """Say whether the reader may file an answer now."""
    return request.kind in FILED and request.waits and Role.PAPER_DESK in roles_on(user, request.application)


def file_answer(
    request: Request,
    *,
    user: Any,
    text: str = "",
    file: UploadedFile[bytes] | None = None,
    expected_version: int | None = None,
) -> Request:
    """File what came on paper, as words, a scan, or both; return the request as it is then. Pressed twice, filed once.

    Raises NotAllowed not_your_role; Conflict version_conflict, filed_elsewhere; and what `add_file` and `receive`
    raise. Where nothing is filed, the scan is taken out again.
    """
    with transaction.atomic():
        held = _held(request, user)
        if held.state in GIVEN and _filed_just_this(held, user, text, file):
            return held
        expect_version(held, expected_version)
        begin_anew(held)
        scan = add_file(held, file, user=user) if file else None
    if scan is not None:
        process(scan.file_id)  # not within the transaction below: others would wait for the check
    try:
        with transaction.atomic():
            held = _held(request, user)
            expect_version(held, expected_version)
            _expect_just(held, scan)
            received = receive(held, by=By.PAPER_DESK, words={WordsOf.ANSWER: text}, user=user)
            record("requests.filed_from_paper", user=user, about=held, application=held.application_id, kind=held.kind)
    except DomainError:
        if scan is not None:
            _forget(request, scan.pk)
        raise
    return received


def _held(request: Request, user: Any) -> Request:
    held = locked_request(request)
    if Role.PAPER_DESK not in roles_on(user, held.application):
        raise NotAllowed(
            "not_your_role",
            _(
                "Answers for the applicant of %(reference)s are filed by those who enter papers at its office, as long "
                "as the application is not claimed."
            )
            % {"reference": held.application.reference},
        )
    return held


def _filed_just_this(held: Request, user: Any, text: str, file: UploadedFile[bytes] | None) -> bool:
    """Say whether the answer that is there is the one that comes now, filed by the same person: pressed twice."""
    last = RequestEvent.objects.unscoped(WHY).filter(request=held, event=Event.RECEIVE).order_by("-sequence").first()
    if last is None or (last.by, last.actor_id) != (By.PAPER_DESK, user.pk):
        return False
    said = last.words.unscoped(WHY).filter(name=WordsOf.ANSWER).values_list("text", flat=True).first() or ""
    return said.split() == text.split() and (file is None or _sum_of(file) in _sums(held))


def _sums(held: Request) -> set[str]:
    return {row.file.sha256 for row in current_files(held)}


def _sum_of(file: UploadedFile[bytes]) -> str:
    file.seek(0)
    found = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    return found


def _expect_just(held: Request, scan: RequestFile | None) -> None:
    """Raise Conflict filed_elsewhere where the scan is out again: while it was checked, somebody began to file, too."""
    if scan is not None and scan.pk not in {row.pk for row in current_files(held)}:
        raise Conflict(
            "filed_elsewhere",
            _("While the scan was checked, an answer was filed in another window. Look again, then decide."),
        )


def _forget(request: Request, key: int) -> None:
    with suppress(DomainError):  # no longer waiting: a colleague filed an answer meanwhile, and the scan went with it
        take_out_file(request, key)
