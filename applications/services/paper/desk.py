"""What staff do at the desk with an entry: save a section, file a scan, submit, withdraw. One audit entry each.

The work itself is that of the applicants' own services, which ask whose draft it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, ApplicationEvent, Document, Section
from applications.permissions import roles_on
from applications.services import documents, drafts, submission
from applications.workflow import By
from portal.audit.services import record
from portal.common.errors import NotAllowed


@transaction.atomic
def enter_section(
    application: Application, key: str, answers: Mapping[str, Any], *, user: Any, expected_version: int, complete: bool
) -> Section:
    """Save one group's answers as they stand on the paper. Raises what `drafts.save_section` raises."""
    saved = drafts.save_section(
        application, key, answers, user=user, expected_version=expected_version, complete=complete
    )
    record("applications.paper_section_saved", user=user, about=application, section=key, version=saved.version)
    return saved


@transaction.atomic
def file_scan(application: Application, slot: str, upload: UploadedFile[bytes], *, user: Any) -> Document:
    """Put a scan into a slot. Raises what `documents.add_document` raises."""
    document = documents.add_document(application, slot, upload, user=user)
    record("applications.paper_scan_filed", user=user, about=application, slot=slot, file=document.file_id)
    return document


@transaction.atomic
def take_out_scan(application: Application, slot: str, *, user: Any) -> None:
    """Take the scan out of a slot. Raises what `documents.remove_document` raises."""
    documents.remove_document(application, slot, user=user)
    record("applications.paper_scan_removed", user=user, about=application, slot=slot)


def submit_paper(
    application: Application, *, user: Any, requested_at: datetime, idempotency_key: str = ""
) -> Application:
    """Submit for somebody. The deadline is judged by the arrival that was stated, the attempt is recorded as of now.

    The audit entry is written by `submission.submit`, with the submission itself: of two presses one submits.
    `requested_at` is when the request arrived. Raises NotAllowed: not_your_role; and what `submission.submit` raises.
    """
    _check_desk(application, user)
    return submission.submit(application, user=user, arrived_at=requested_at, idempotency_key=idempotency_key)


@transaction.atomic
def withdraw_for(application: Application, *, user: Any, reason: str) -> ApplicationEvent:
    """Withdraw for somebody who has no account: they asked for it, or the entry was a mistake.

    What is withdrawn is what the page showed: an entry that a colleague submits meanwhile stays submitted.
    Raises NotAllowed: not_your_role; DomainError: no_such_edge, reason_missing; Conflict: version_conflict.
    """
    _check_desk(application, user)
    event = submission.withdraw(application, user=user, reason=reason, expected_version=application.version)
    record("applications.paper_withdrawn", user=user, about=application, was=event.from_status)
    return event


def _check_desk(application: Application, user: Any) -> None:
    if By.PAPER_DESK not in roles_on(user, application):
        raise NotAllowed(
            "not_your_role",
            _(
                "You cannot act for the applicant of %(reference)s: that is for those who enter papers at its office, "
                "as long as the application is not claimed."
            )
            % {"reference": application.reference},
        )
