"""Corrections after submission, decided: taken into account, or set aside with words."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.actors import actor_for
from applications.addenda import corrected_answers, counting_snapshot, may_be_corrected, verdicts_on_health
from applications.models import Addendum, AddendumAnswer, AddendumState, Application, ApplicationEvent
from applications.notices import about_addendum, day_of
from applications.overriding import Standing, asking_again, standing_of
from applications.permissions import roles_on
from applications.queries import definition_of
from applications.review.models import ProposalState
from applications.review.services.acting import locked_for
from applications.services.identity import mark_correction
from applications.services.outcomes import keep_outcomes
from applications.services.screening import freeze
from applications.services.transition import transition
from applications.states import SCREENED, Status
from applications.workflow import By, Event
from portal.accounts.services import update_person
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import Conflict, DomainError
from portal.outbox.services import queue_mails
from programs.definitions.answers import person_values


def decider(application: Application) -> By:
    """Return who decides: a senior reviewer while the status may follow, a reviewer from the review on."""
    return By.SENIOR_REVIEWER if application.status in SCREENED else By.REVIEWER


def may_decide_addenda(application: Application, user: Any) -> bool:
    """Say whether `user` decides about corrections of this application now."""
    return may_be_corrected(application) and decider(application) in roles_on(user, application)


@transaction.atomic
def take_addendum(addendum: Addendum, *, user: Any, expected_version: int | None = None) -> ApplicationEvent | None:
    """Let a correction count; return the event, where the status followed.

    Before the review the status follows where the correction makes the screening come out otherwise. What two people
    refused goes back to the check at best. From the review on it never follows. The applicant is told in one letter.
    Raises NotAllowed not_your_role; Conflict addendum_decided, version_conflict; DomainError is_over, refusal_open,
    values_erased, and what `transition` raises.
    """
    locked, fresh = _fetched(addendum, user, expected_version)
    before = standing_of(locked)
    _make_it_count(locked, fresh)
    _decide(fresh, AddendumState.TAKEN, user)
    after = standing_of(locked)
    assert after is not None
    keep_outcomes(after)
    answers = counting_snapshot(locked)
    assert answers is not None
    update_person(locked.person_id, person_values(definition_of(locked), answers.values.answers))
    mark_correction(locked, answers.values.answers)
    record("review.addendum_taken", user=user, about=locked, application=locked.pk, number=fresh.number)
    outcome = _follows(locked, before, after)
    if outcome is None:
        queue_mails(mail for mail in [about_addendum(locked, fresh, "taken")] if mail)
        return None
    return transition(
        locked,
        Event.APPLY_SCREENING,
        actor=actor_for(user),
        outcome=outcome,
        reason=_reason(locked, fresh),
        idempotency_key=f"addendum:{fresh.pk}",
    )


@transaction.atomic
def set_aside_addendum(addendum: Addendum, *, user: Any, words: str, expected_version: int | None = None) -> Addendum:
    """Say, in words that the applicant reads, that a correction does not count.

    Raises NotAllowed not_your_role; Conflict addendum_decided, version_conflict; DomainError is_over, reason_missing.
    """
    if not words.strip():
        raise DomainError("reason_missing", _("Say why the correction is set aside: the applicant reads it."))
    locked, fresh = _fetched(addendum, user, expected_version, deciding=False)
    _decide(fresh, AddendumState.SET_ASIDE, user)
    AddendumAnswer.objects.create(
        office_id=locked.office_id, application=locked, addendum=fresh, text=words.strip()[:2000]
    )
    record("review.addendum_set_aside", user=user, about=locked, application=locked.pk, number=fresh.number)
    queue_mails(mail for mail in [about_addendum(locked, fresh, "set_aside", words=words.strip())] if mail)
    return fresh


def _fetched(
    addendum: Addendum, user: Any, expected_version: int | None, *, deciding: bool = True
) -> tuple[Application, Addendum]:
    """Lock the application and read the addendum anew."""
    locked = locked_for(addendum.application, user=user, role=decider(addendum.application))
    if decider(locked) != decider(addendum.application):  # its review began meanwhile, or went back
        locked = locked_for(locked, user=user, role=decider(locked))
    fresh: Addendum = locked.addenda.select_related("values", "snapshot", "decided_by").get(pk=addendum.pk)
    fresh.application = locked
    if fresh.state != AddendumState.WAITING:
        raise Conflict(
            "addendum_decided",
            _("This correction is “%(state)s” already: %(who)s decided about it. Look again.")
            % {"state": fresh.get_state_display(), "who": fresh.decided_by},
            state=fresh.state,
        )
    if expected_version is not None and locked.version != expected_version:
        raise Conflict("version_conflict", _("Somebody else acted on this application. Look again, then decide."))
    if not may_be_corrected(locked):
        raise DomainError(
            "is_over",
            _("Application %(reference)s is “%(is)s”: a correction changes nothing any more.")
            % {"reference": locked.reference, "is": locked.get_status_display()},
            status=locked.status,
        )
    if deciding and locked.refusal_proposals.filter(state=ProposalState.OPEN).exists():
        raise DomainError(
            "refusal_open",
            _("A refusal of this application is proposed. Send or take it back before a correction is taken."),
        )
    return locked, fresh


def _make_it_count(locked: Application, fresh: Addendum) -> None:
    """Where other answers or rules count than when it was given, freeze and screen anew: that snapshot will count."""
    answers = corrected_answers(fresh)
    now = counting_snapshot(locked)
    if answers is None or now is None:
        raise DomainError("values_erased", _("What was corrected has been erased, so it cannot be taken any more."))
    screened = locked.screenings.filter(snapshot=fresh.snapshot_id, binding=locked.binding_id)
    choices, results = locked.choices.count(), screened.values("choice").distinct().count()
    if now.pk != fresh.based_on_id or results < choices:
        freeze(locked, answers=answers, on_health=verdicts_on_health(fresh))


def _decide(fresh: Addendum, state: AddendumState, user: Any) -> None:
    fresh.state, fresh.decided_by, fresh.decided_at = state, user, clock.now()
    fresh.save(update_fields=["state", "decided_by", "decided_at"])


def _follows(locked: Application, before: Standing | None, after: Standing) -> str | None:
    """Return the status that the correction leads to, None where it stays."""
    if locked.status not in SCREENED or asking_again(locked):
        return None
    if before is not None and before.outcome == after.outcome:
        return None  # what people decided since stands: the correction says nothing new of it
    outcome = after.outcome
    last = locked.events.order_by("-sequence").values_list("event", flat=True).first()
    if last == Event.REFUSE and outcome == Status.ELIGIBLE:
        outcome = Status.NEEDS_CHECK.value
    return None if outcome == locked.status else outcome


def _reason(locked: Application, fresh: Addendum) -> str:
    with override(locked.person.language):
        return _("Your correction of %(day)s was taken into account.") % {"day": day_of(fresh)}
