"""A draft is proposed with a note, and may come back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from portal.offices.permissions import Permission
from programs.models import RuleSetVersion, VersionState
from programs.services.rules.checks import check
from programs.services.rules.shared import locked


@transaction.atomic
def propose(version: RuleSetVersion, *, note: str, expected: str, actor: Any) -> RuleSetVersion:
    """Hand a draft to a colleague for publication; from now on its content stays as it is.

    `note` says what changes and why. Raises NotAllowed; Conflict; DomainError: gone, wrong_state, note_missing,
    nothing_changed, findings, cases.
    """
    draft = locked(version, actor, state=VersionState.DRAFT, expected=expected)
    if not note.strip():
        raise DomainError("note_missing", _("Say in a note what changes and why: it is kept with the version."))
    published = draft.rule_set.published
    if published is not None and published.sha256 == draft.sha256:
        raise DomainError(
            "nothing_changed",
            _("This draft says what %(version)s says. Change something, or discard it.") % {"version": published},
        )
    check(draft).refuse()
    draft.state, draft.note = VersionState.PROPOSED, note.strip()
    draft.proposed_at, draft.proposed_by = clock.now(), actor
    draft.save(update_fields=["state", "note", "proposed_at", "proposed_by"])
    record("programs.rules_proposed", user=actor, about=draft)
    return draft


@transaction.atomic
def send_back(version: RuleSetVersion, *, reason: str, actor: Any) -> RuleSetVersion:
    """Make a colleague's proposal a draft again, with the reason.

    Raises NotAllowed (also for one's own: that is taken back); DomainError: gone, wrong_state, reason_missing.
    """
    proposal = locked(version, actor, state=VersionState.PROPOSED, permission=Permission.PUBLISH_RULES)
    if proposal.proposed_by_id == actor.pk:
        raise NotAllowed("own_proposal", _("This is your own proposal. Take it back instead."))
    if not reason.strip():
        raise DomainError("reason_missing", _("Say what has to change before it can be published."))
    return _draft_again(proposal, reason.strip(), actor)


@transaction.atomic
def take_back(version: RuleSetVersion, *, actor: Any) -> RuleSetVersion:
    """Make one's own proposal a draft again. Raises NotAllowed; DomainError: gone, wrong_state."""
    proposal = locked(version, actor, state=VersionState.PROPOSED)
    if proposal.proposed_by_id != actor.pk:
        raise NotAllowed("not_your_proposal", _("A colleague proposed this. Send it back with a reason instead."))
    return _draft_again(proposal, "", actor)


def _draft_again(proposal: RuleSetVersion, reason: str, actor: Any) -> RuleSetVersion:
    proposal.state, proposal.sent_back_note, proposal.sent_back_by = VersionState.DRAFT, reason, actor
    proposal.proposed_at = proposal.proposed_by = None
    proposal.save(update_fields=["state", "sent_back_note", "sent_back_by", "proposed_at", "proposed_by"])
    record("programs.rules_sent_back", user=actor, about=proposal)
    return proposal
