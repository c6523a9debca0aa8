"""Freezing: the list becomes canonical JSON with a checksum, and the database refuses any change from then on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.services.transition import lock as lock_applications
from applications.shortlists.content import content_of
from applications.shortlists.deadline import refusal
from applications.shortlists.models import Shortlist, ShortlistState
from applications.shortlists.queries import cautions, lines_with_people, stale
from applications.shortlists.services.locking import lock_draft
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import DomainError
from programs.eligibility.canonical import sha256_of
from programs.models import Call


@transaction.atomic
def freeze(
    shortlist: Shortlist, *, user: Any, expected_version: int | None = None, accept_cautions: bool = False
) -> Shortlist:
    """Freeze a draft whose lines are all still in review, with the scores of this moment.

    From then on the seed of the lot is public. Raises NotAllowed; Conflict; DomainError `not_a_draft`, `call_open`
    (somebody may still apply), `empty`, `stale` (with the references), and `cautions` (with their codes) unless
    `accept_cautions` says that they were read.
    """
    # Submissions share this lock, and it comes before any other: those on their way are stored before the seed is
    # public, and those that come later see that it is.
    Call.objects.unscoped("the list's call").select_for_update(no_key=True).get(pk=shortlist.call_id)
    draft = lock_draft(shortlist, user=user, expected_version=expected_version)
    too_early = refusal(draft.call)
    if too_early is not None:
        raise too_early
    # Nobody withdraws and no score changes between the check and the commit: both lock the application first.
    lock_applications(draft.lines.values_list("application_id", flat=True))
    _check_current(draft)
    warned = cautions(draft)
    if warned and not accept_cautions:
        raise DomainError(
            "cautions",
            _("Read this before freezing, then confirm: %(cautions)s")
            % {"cautions": " ".join(caution.sentence for caution in warned)},
            cautions=[caution.code for caution in warned],
        )
    draft.state = ShortlistState.FROZEN
    draft.frozen_by, draft.frozen_at = user, clock.now()
    draft.version += 1
    draft.content = content_of(draft, lines_with_people(draft))
    draft.sha256 = sha256_of(draft.content)
    draft.save(update_fields=["state", "frozen_by", "frozen_at", "version", "content", "sha256"])
    Call.objects.unscoped("the list's call").filter(pk=draft.call_id, lot_published_at=None).update(
        lot_published_at=draft.frozen_at
    )
    record("shortlists.frozen", user=user, about=draft, number=draft.number, sha256=draft.sha256)
    return draft


def _check_current(draft: Shortlist) -> None:
    if not draft.lines.exists():
        raise DomainError("empty", _("This list has no lines. Refresh it from the reviews first."))
    changed = stale(draft)
    if changed:
        raise DomainError(
            "stale",
            _("Reviews have moved on since this draft was made. %(changes)s Refresh the list, look again, freeze.")
            % {"changes": " ".join(changed.sentences)},
            left=changed.left,
            rescored=changed.rescored,
            new=changed.new,
        )
