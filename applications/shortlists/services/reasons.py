"""What people are told who are not shortlisted: the list's reason, or one of their own."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.shortlists.content import own_reason
from applications.shortlists.models import (
    Decision,
    LineReason,
    PassOverCode,
    Shortlist,
    ShortlistLine,
)
from applications.shortlists.services.locking import bump, lock_draft
from portal.audit.services import record
from portal.common.errors import DomainError


def default_reason() -> str:
    """Return the words a new list starts with; a coordinator may change them."""
    return _("There were more good applications than places, and yours was ranked below the places available.")


@transaction.atomic
def give_list_reason(
    shortlist: Shortlist, code: str, text: str, *, user: Any, expected_version: int | None = None
) -> Shortlist:
    """Set what everybody passed over is told.

    Raises NotAllowed; Conflict; DomainError `reason_missing`, `unknown_reason`.
    """
    draft = lock_draft(shortlist, user=user, expected_version=expected_version)
    draft.reason_code, draft.reason_text = checked_code(code), checked_words(text)
    bump(draft, "reason_code", "reason_text")
    record("shortlists.reason_given", user=user, about=draft, number=draft.number, reason_code=code)
    return draft


@transaction.atomic
def give_line_reason(
    line: ShortlistLine, code: str, text: str, *, user: Any, expected_version: int | None = None
) -> ShortlistLine:
    """Set what this one applicant is told if passed over; two empty values give the list's reason back.

    Raises NotAllowed; Conflict; DomainError `reason_missing` (one of the two alone), `unknown_reason`.
    """
    draft = lock_draft(line.shortlist, user=user, expected_version=expected_version)
    LineReason.objects.unscoped("a line of the list locked above").filter(line=line).delete()
    line.reason_code = ""
    if code or text.strip():
        line.reason_code = checked_code(code)
        LineReason.objects.create(office_id=line.office_id, line=line, reason=checked_words(text), written_by=user)
    line.save(update_fields=["reason_code"])
    bump(draft)
    record("shortlists.line_reason_given", user=user, about=line, application=line.application_id, reason_code=code)
    return line


def words_for(line: ShortlistLine, shortlist: Shortlist) -> str:
    """Return what the applicant is told with the decision: '' unless passed over."""
    if line.decision != Decision.PASS_OVER:
        return ""
    own = own_reason(line)
    return own.reason if own is not None and own.reason else shortlist.reason_text


def code_for(line: ShortlistLine, shortlist: Shortlist) -> str:
    """Return the coded reason that goes with the decision: '' unless passed over."""
    if line.decision != Decision.PASS_OVER:
        return ""
    return line.reason_code or shortlist.reason_code


def checked_words(text: str) -> str:
    """Return a reason with its ends trimmed. Raises DomainError `reason_missing` when nothing is left."""
    words = text.strip()
    if not words:
        raise DomainError("reason_missing", _("Give a reason in words: it is kept with the list."))
    return words


def checked_code(code: str) -> str:
    """Return a coded reason. Raises DomainError `unknown_reason` naming the choices."""
    if code not in PassOverCode.values:
        raise DomainError(
            "unknown_reason",
            _("“%(code)s” is no reason of the list; choose one of: %(choices)s.")
            % {"code": code, "choices": ", ".join(str(label) for label in PassOverCode.labels)},
            reason_code=code,
        )
    return code
