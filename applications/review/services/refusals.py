"""A refusal takes two people: one proposes with a reason, another confirms or sends back.

The applicant sees nothing before it is confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from applications.actors import Actor, actor_for
from applications.models import Application, ApplicationEvent
from applications.review.models import ProposalState, RefusalProposal, RefusalReason
from applications.review.services.acting import locked_for, must_be
from applications.services.transition import transition
from applications.states import Status
from applications.workflow import By, Event
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Posting

TEXT_LIMIT = 2000


@transaction.atomic
def propose_refusal(
    application: Application, *, user: Any, reason_code: str, text: str, expected_version: int | None = None
) -> RefusalProposal:
    """Propose to refuse an application that needs a check; `text` is what the applicant will read.

    Raises NotAllowed (not_your_role), DomainError (unknown_reason, reason_missing, reason_too_long, not_in_check),
    Conflict (version_conflict, refusal_already_proposed).
    """
    words = text.strip()
    _check_reason(reason_code, words)
    locked = locked_for(application, user=user, role=By.REVIEWER)
    must_be(locked, Status.NEEDS_CHECK, "not_in_check", _("A refusal is proposed while an application is checked."))
    if expected_version is not None and locked.version != expected_version:
        raise Conflict("version_conflict", _("Somebody else acted on this application. Look again, then decide."))
    earlier = locked.refusal_proposals.filter(state=ProposalState.OPEN).select_related("proposed_by").first()
    if earlier is not None:
        raise Conflict(
            "refusal_already_proposed",
            _("%(who)s already proposed to refuse this application: %(reason)s, “%(text)s”.")
            % {
                "who": earlier.proposed_by,
                "reason": earlier.get_reason_code_display(),
                "text": earlier.text,
            },
            proposal=earlier.pk,
        )
    proposal = RefusalProposal.objects.create(
        office_id=locked.office_id, application=locked, reason_code=reason_code, text=words, proposed_by_id=user.pk
    )
    record("review.refusal_proposed", user=user, about=proposal, application=locked.pk, reason=reason_code)
    return proposal


@transaction.atomic
def confirm_refusal(proposal: RefusalProposal, *, user: Any, expected_version: int | None = None) -> ApplicationEvent:
    """Refuse as proposed; the reason goes to the applicant.

    Raises NotAllowed (not_your_role, same_person), Conflict (refusal_decided), and what `transition` raises.
    """
    locked, fresh = _open(proposal, user=user, role=By.SENIOR_REVIEWER)
    event = transition(
        locked,
        Event.REFUSE,
        actor=actor_for(user),
        expected_version=expected_version,
        reason=fresh.text,
        reason_code=fresh.reason_code,
        data={"proposal": fresh.pk},
    )
    _decide(fresh, ProposalState.CONFIRMED, user)
    return event


@transaction.atomic
def reject_refusal(proposal: RefusalProposal, *, user: Any, note: str = "") -> RefusalProposal:
    """Send a proposal back (a senior reviewer), or take back one that is in one's own hands.

    The application stays where it is. Raises NotAllowed (not_your_role), Conflict (refusal_decided).
    """
    own = proposal.holder_id == user.pk
    _locked, fresh = _open(proposal, user=user, role=By.REVIEWER if own else By.SENIOR_REVIEWER)
    fresh.decision_note = note.strip()[:TEXT_LIMIT]
    _decide(fresh, ProposalState.REJECTED, user)
    record("review.refusal_rejected", user=user, about=fresh, application=fresh.application_id)
    return fresh


def refusals_waiting(applications: Iterable[int]) -> set[int]:
    """Return those of these applications of which a refusal is proposed: nothing may move them away meanwhile."""
    rows = RefusalProposal.objects.unscoped("keys of applications that a release has locked")
    waiting = rows.filter(application__in=list(applications), state=ProposalState.OPEN)
    return set(waiting.values_list("application_id", flat=True))


def pass_on_refusals(before: Posting, after: Posting) -> int:
    """Put the open proposals that a posting reached into the hands of who took it over; return how many.

    Who proposed stays on record: the successor may confirm them, being another person, or take them back.
    """
    proposals = RefusalProposal.objects.unscoped("a rotation moves what its posting reached").filter(
        Q(taken_over_by=before.user_id) | Q(taken_over_by=None, proposed_by=before.user_id),
        state=ProposalState.OPEN,
        office_id=before.office_id,
    )
    if before.programme:
        proposals = proposals.filter(application__call__round__programme__slug=before.programme)
    return proposals.update(taken_over_by=after.user_id)


def refusal_confirmed_by_another(
    application: Application, *, actor: Actor, outcome: str, data: Mapping[str, Any]
) -> DomainError | None:
    """Guard of `refuse`: there is an open proposal, and who refuses did not propose it."""
    proposal = application.refusal_proposals.filter(state=ProposalState.OPEN, pk=data.get("proposal", 0)).first()
    if proposal is None:
        return DomainError("no_proposal", _("Nobody proposed to refuse this application; a refusal takes two people."))
    if actor.user is not None and proposal.proposed_by_id == actor.user.pk:
        return NotAllowed(
            "same_person",
            _("You proposed this refusal yourself. Another senior reviewer must confirm it or send it back."),
        )
    return None


def _open(proposal: RefusalProposal, *, user: Any, role: By) -> tuple[Application, RefusalProposal]:
    locked = locked_for(proposal.application, user=user, role=role)
    fresh = locked.refusal_proposals.select_related("decided_by").get(pk=proposal.pk)
    if fresh.state != ProposalState.OPEN:
        raise Conflict(
            "refusal_decided",
            _("This proposal was already decided by %(who)s: %(state)s.")
            % {"who": fresh.decided_by, "state": fresh.get_state_display()},
            state=fresh.state,
        )
    return locked, fresh


def _decide(proposal: RefusalProposal, state: ProposalState, user: Any) -> None:
    proposal.state, proposal.decided_by_id, proposal.decided_at = state, user.pk, clock.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])


def _check_reason(code: str, words: str) -> None:
    if code not in RefusalReason.values:
        raise DomainError(
            "unknown_reason",
            _("“%(code)s” is no reason; choose one of: %(choices)s.")
            % {"code": code, "choices": ", ".join(str(label) for label in RefusalReason.labels)},
            reason_code=code,
        )
    if not words:
        raise DomainError("reason_missing", _("Give the reason in words: the applicant reads it, and it is kept."))
    if len(words) > TEXT_LIMIT:
        raise DomainError(
            "reason_too_long",
            _("The reason is %(length)s characters long; at most %(limit)s are kept. Shorten it.")
            % {"length": len(words), "limit": TEXT_LIMIT},
            length=len(words),
        )


def took_part_in_refusal(event: ApplicationEvent) -> set[int]:
    """Return who proposed, took over or confirmed the refusal of an event: somebody else settles an appeal."""
    if event.event != Event.REFUSE:
        return set()
    rows = RefusalProposal.objects.unscoped("the application came through a scope")
    confirmed = rows.filter(application=event.application_id, state=ProposalState.CONFIRMED).order_by("-pk")
    found = confirmed.values_list("proposed_by_id", "taken_over_by_id", "decided_by_id").first()
    return {user for user in found or () if user is not None}
