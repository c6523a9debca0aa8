"""Answers on paper: of somebody who applied on paper and has no account, filed by those who enter papers."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from applications.permissions import roles_on
from applications.requests.models import Request, RequestEvent
from applications.requests.models.events import WordsOf
from applications.requests.services.answering import add_file, receive, take_out_file
from applications.requests.services.locking import WHY, locked_request
from applications.requests.services.steps import expect_version
from applications.requests.states import GIVEN, Kind
from applications.requests.workflow import By, Event
from applications.workflow import By as Role
from portal.audit.services import record
from portal.common.errors import DomainError, NotAllowed
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

    Raises NotAllowed not_your_role; Conflict version_conflict; and what `add_file` and `receive` raise. Where nothing
    is filed, the scan is taken out again.
    """
    with transaction.atomic():
        held = _held(request, user)
        if held.state in GIVEN and _filed_by(held, user):
            return held
        expect_version(held, expected_version)
        scan = add_file(held, file, user=user) if file else None
    if scan is not None:
        process(scan.file_id)  # not within the transaction below: others would wait for the check
    try:
        with transaction.atomic():
            held = _held(request, user)
            expect_version(held, expected_version)
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


def _filed_by(held: Request, user: Any) -> bool:
    last = RequestEvent.objects.unscoped(WHY).filter(request=held, event=Event.RECEIVE).order_by("-sequence").first()
    return last is not None and (last.by, last.actor_id) == (By.PAPER_DESK, user.pk)


def _forget(request: Request, key: int) -> None:
    with suppress(DomainError):  # no longer waiting: a colleague filed an answer meanwhile, and the scan went with it
        take_out_file(request, key)
