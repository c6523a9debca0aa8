"""Noting what somebody found who looked whether an applicant has a second application in the round."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, IdentityFinding
from applications.review.services.acting import locked_for
from applications.sameness import sameness_of
from applications.workflow import By
from portal.audit.services import record
from portal.common.errors import Conflict, DomainError

FINDING_LIMIT = 1000


@transaction.atomic
def note_sameness(application: Application, *, user: Any, same: bool, text: str, seen: int) -> IdentityFinding:
    """Note whether it is the same person, in words. It changes nothing else: no status, no right, no mail.

    `seen` is how many findings the reader had before them. Raises NotAllowed (not_your_role), DomainError
    (finding_missing, finding_too_long, no_second_application), Conflict (finding_added).
    """
    words = text.strip()
    if not words:
        raise DomainError("finding_missing", _("Say in words what you found: whoever looks next goes by it."))
    if len(words) > FINDING_LIMIT:
        raise DomainError(
            "finding_too_long",
            _("This is %(length)d characters long; at most %(limit)d are kept. Shorten it.")
            % {"length": len(words), "limit": FINDING_LIMIT},
            length=len(words),
        )
    locked = locked_for(application, user=user, role=By.REVIEWER)
    known = sameness_of(locked, user)
    if known.seen != seen:
        raise Conflict(
            "finding_added", _("Somebody else noted what they found. Read it, then say whether you found otherwise.")
        )
    if not known.flagged:
        raise DomainError(
            "no_second_application",
            _("There is no sign of a second application of this person in the round any more, so nothing was noted."),
        )
    finding = IdentityFinding.objects.create(
        office_id=locked.office_id, application=locked, same=same, text=words, found_by_id=user.pk
    )
    code = "review.found_same_person" if same else "review.found_another_person"
    record(code, user=user, about=finding, application=locked.pk)
    return finding
