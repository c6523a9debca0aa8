"""Releasing: every decision of a frozen list at once, with its mail, in one transaction; only once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.actors import actor_for
from applications.services.transition import BulkResult, transition_many
from applications.shortlists.guards import FROZEN, FrozenDecisions
from applications.shortlists.models import Shortlist, ShortlistLine, ShortlistState
from applications.shortlists.queries import is_superseded, lines_with_people
from applications.shortlists.services.locking import lock
from applications.shortlists.services.reasons import code_for, words_for
from applications.shortlists.services.verifying import verify
from applications.shortlists.wording import when, who
from applications.states import Status
from applications.workflow import Event
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import DomainError


@dataclass(frozen=True)
class Released:
    """What a release did: the primary keys that got their decision, and the lines that had left review before."""

    done: list[int]
    skipped: list[ShortlistLine]


@transaction.atomic
def release(shortlist: Shortlist, *, user: Any) -> Released:
    """Give every applicant of a frozen list who is still in review the decision, and queue the mails.

    Who withdrew after the freeze is skipped. Anything else that stops a single decision stops them all.
    Raises NotAllowed; DomainError `not_frozen`, `already_released`, `superseded`, `checksum_differs`,
    `nothing_to_release`, `release_refused`.
    """
    locked = lock(shortlist, user=user)
    _check_releasable(locked)
    lines = list(lines_with_people(locked))
    waiting = [line for line in lines if line.application.status == Status.IN_REVIEW]
    if not waiting:
        raise DomainError(
            "nothing_to_release", _("Nobody on this list is still in review, so nothing can be released.")
        )
    result = transition_many(
        [line.application for line in waiting],
        Event.RELEASE,
        actor=actor_for(user),
        outcomes={line.application_id: line.decision for line in waiting},
        reasons={line.application_id: words_for(line, locked) for line in waiting},
        reason_codes={line.application_id: code_for(line, locked) for line in waiting},
        data={FROZEN: FrozenDecisions(locked)},
        idempotency_prefix=f"shortlist:{locked.pk}",
    )
    _check_complete(result)
    locked.state = ShortlistState.RELEASED
    locked.released_by, locked.released_at = user, clock.now()
    locked.version += 1
    locked.save(update_fields=["state", "released_by", "released_at", "version"])
    done = set(result.done)
    skipped = [line for line in lines if line.application_id not in done]
    record("shortlists.released", user=user, about=locked, number=locked.number, done=len(done), skipped=len(skipped))
    return Released(result.done, skipped)


def _check_releasable(locked: Shortlist) -> None:
    if locked.is_draft:
        raise DomainError("not_frozen", _("This list is a draft. Freeze it first: only a frozen list is released."))
    if locked.state == ShortlistState.RELEASED:
        raise DomainError(
            "already_released",
            _("This list was released on %(when)s by %(who)s. Nothing was sent again.")
            % {"when": when(locked.released_at), "who": who(locked.released_by)},
        )
    if is_superseded(locked):
        raise DomainError(
            "superseded",
            _("A newer version of this list exists. Release that one, or discard it if it is a draft you do not want."),
        )
    verification = verify(locked)
    if verification.differences:
        raise DomainError(
            "checksum_differs",
            _("The lines of this list are not those that were frozen: %(differences)s Nothing was released.")
            % {"differences": " ".join(verification.differences[:5])},
            differences=verification.differences,
        )


def _check_complete(result: BulkResult) -> None:
    """Somebody may withdraw between reading and locking; any other refusal would leave half a list released."""
    others = {key: error for key, error in result.refused.items() if error.code != "no_such_edge"}
    if others:
        first = next(iter(others.values()))
        raise DomainError(
            "release_refused",
            _("Nothing was released, because %(n)s of the decisions cannot be given. The first: %(error)s")
            % {"n": len(others), "error": first},
            refused={key: error.code for key, error in others.items()},
        )
