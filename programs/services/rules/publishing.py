"""Publishing: a second person, a note, no findings, cases that pass, and a preview of exactly this content."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.permissions import Permission
from programs.models import RuleSetVersion, VersionState
from programs.services.rules.checks import check
from programs.services.rules.previews import preview_of
from programs.services.rules.shared import locked


@transaction.atomic
def publish(version: RuleSetVersion, *, expected: str, actor: Any) -> RuleSetVersion:
    """Publish a proposal and retire what was published. Calls that are announced keep their binding.

    `expected` is the SHA-256 that the reader saw. Raises NotAllowed (also own_proposal); Conflict; DomainError: gone,
    wrong_state, note_missing, no_preview, findings, cases, outdated.
    """
    proposal = locked(
        version, actor, state=VersionState.PROPOSED, expected=expected, permission=Permission.PUBLISH_RULES
    )
    refused = why_not_published(proposal, actor)
    if refused is not None:
        raise refused
    check(proposal).refuse()
    now = clock.now()
    published = proposal.rule_set.published
    if published is not None:
        published.state = VersionState.RETIRED
        published.save(update_fields=["state"])
        record("programs.rules_retired", user=actor, about=published)
    proposal.state, proposal.published_at, proposal.published_by = VersionState.PUBLISHED, now, actor
    proposal.preview = preview_of(proposal)
    proposal.save(update_fields=["state", "published_at", "published_by", "preview"])
    record("programs.rules_published", user=actor, about=proposal)
    return proposal


def why_not_published(proposal: RuleSetVersion, actor: Any) -> DomainError | None:
    """Return what keeps `actor` from publishing, findings and cases aside; None when nothing does."""
    if proposal.proposed_by_id == actor.pk:
        return NotAllowed(
            "own_proposal",
            _("You proposed these rules, so somebody else publishes them: another coordinator of the programme."),
        )
    if not proposal.note.strip():
        return DomainError("note_missing", _("The proposal has no note. Send it back for one."))
    published = proposal.rule_set.published
    if published is not None and proposal.based_on_id != published.pk:
        return Conflict(
            "outdated",
            _(
                "%(published)s was published after this draft was begun, and its changes would be lost. "
                "Send it back, discard the draft and begin a new one."
            )
            % {"published": published},
        )
    if preview_of(proposal) is None:
        return DomainError(
            "no_preview",
            _("Nobody has seen what exactly these rules would change. Make a preview first, and look at it."),
            sha256=proposal.sha256,
        )
    return None
