"""Overrides of single rules: proposed by a reviewer, confirmed by a second person where the rule would end it.

Nothing is ever changed in what the rules said; `applications.overriding` says what counts. An override counts from the
moment it is in force, and the status follows where nobody has decided since the screening.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.actors import actor_for
from applications.models import Application, CountedAs, Override, OverrideState, OverrideStep, OverrideWords
from applications.overriding import Standing, rule_in, standing_of, takes_two
from applications.permissions import holds_on
from applications.review.models import ProposalState
from applications.review.services.acting import locked_for
from applications.review.services.override_input import Given, given_again
from applications.services.overrides import settle, stored_for
from applications.states import BEFORE_SUBMISSION, OVER
from applications.workflow import By
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.permissions import Permission
from programs.eligibility import Rule, Verdict

_WORST_FIRST = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)


@transaction.atomic
def propose_override(
    application: Application, given: Given, *, user: Any, expected_version: int | None = None
) -> Override:
    """Count a rule otherwise, at once where one officer may, else once a second person has confirmed it.

    Raises NotAllowed (not_your_role, health_not_yours), DomainError (unknown_verdict, unknown_reason, reason_missing,
    reason_too_long, evidence_missing, not_screened, is_over, unknown_rule, unknown_choice, unknown_document,
    nothing_to_override, refusal_open), Conflict (version_conflict, already_overridden), and what `transition` raises.
    """
    given.check()
    locked = locked_for(application, user=user, role=By.REVIEWER)
    if expected_version is not None and locked.version != expected_version:
        raise Conflict("version_conflict", _("Somebody else acted on this application. Look again, then decide."))
    override = _proposed(locked, given, user)
    if override.state == OverrideState.IN_FORCE:
        _come_into_force(locked, override, user)
    application.refresh_from_db(fields=["status", "version"])
    return override


@transaction.atomic
def confirm_override(override: Override, *, user: Any) -> Override:
    """Put a proposed override in force: a senior reviewer who did not propose it.

    Raises NotAllowed (not_your_role, same_person, health_not_yours), Conflict (override_decided, rule_changed),
    DomainError (is_over, refusal_open), and what `transition` raises.
    """
    locked, fresh = _fetched(override, user=user, role=By.SENIOR_REVIEWER, states={OverrideState.OPEN})
    _not_over(locked)
    if fresh.proposed_by_id == user.pk:
        raise NotAllowed(
            "same_person",
            _("You proposed this override yourself. Another senior reviewer must confirm it or send it back."),
        )
    rule = _rule(_standing(locked), fresh.rule_key)
    if rule.sha256 != fresh.rule_sha256:
        raise Conflict("rule_changed", _("The rule was changed since this was proposed. Send it back; propose anew."))
    fresh.state, fresh.confirmed_by, fresh.confirmed_at = OverrideState.IN_FORCE, user, clock.now()
    fresh.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    _come_into_force(locked, fresh, user)
    return fresh


@transaction.atomic
def send_back_override(override: Override, *, user: Any, note: str = "") -> Override:
    """Refuse a proposed override (a senior reviewer), or take back one's own. Nothing that counts changes.

    One that was to confirm a lapsed one again settles that too, by a senior reviewer: what the changed rule says
    counts, and the status follows. Raises NotAllowed (not_your_role, health_not_yours), Conflict (override_decided),
    DomainError (refusal_open), and what `transition` raises.
    """
    own = override.proposed_by_id == user.pk and override.reconfirms_id is None
    role = By.REVIEWER if own else By.SENIOR_REVIEWER
    locked, fresh = _fetched(override, user=user, role=role, states={OverrideState.OPEN})
    _end(fresh, OverrideState.REJECTED, user, note, OverrideStep.SENT_BACK)
    record("review.override_sent_back", user=user, about=fresh, **_named(fresh))
    if fresh.reconfirms_id is not None:
        _settle(locked, fresh, user)
    return fresh


@transaction.atomic
def revoke_override(override: Override, *, user: Any, note: str) -> Override:
    """Let the rule count again as it says; `note` says why. What took two people is revoked by a senior reviewer.

    Raises NotAllowed (not_your_role, health_not_yours), Conflict (override_decided), DomainError (reason_missing,
    refusal_open), and what `transition` raises.
    """
    _asked_why(note)
    role = By.SENIOR_REVIEWER if override.two_officers else By.REVIEWER
    locked, fresh = _fetched(override, user=user, role=role, states={OverrideState.IN_FORCE})
    _end(fresh, OverrideState.REVOKED, user, note, OverrideStep.REVOKED)
    record("review.override_revoked", user=user, about=fresh, **_named(fresh))
    _settle(locked, fresh, user)
    return fresh


@transaction.atomic
def confirm_override_again(override: Override, *, user: Any) -> Override:
    """Give a lapsed override again for the rule as it is now, with its reason and evidence; return the new one.

    It takes as many people as the rule asks for now. Raises NotAllowed (not_your_role, health_not_yours), Conflict
    (override_decided, already_overridden), DomainError (unknown_rule, nothing_to_override, words_erased, refusal_open),
    and what `transition` raises.
    """
    locked, fresh = _fetched(override, user=user, role=By.REVIEWER, states={OverrideState.LAPSED})
    fresh.ended_by, fresh.ended_at = user, clock.now()
    fresh.save(update_fields=["ended_by", "ended_at"])
    again = _proposed(locked, given_again(fresh), user, reconfirms=fresh)
    if again.state == OverrideState.IN_FORCE:
        _come_into_force(locked, again, user)
    return again


@transaction.atomic
def let_override_go(override: Override, *, user: Any, note: str) -> Override:
    """Say that a lapsed override is not given again: what the changed rule says counts, and the status follows.

    Raises NotAllowed (not_your_role, health_not_yours), Conflict (override_decided), DomainError (reason_missing,
    refusal_open), and what `transition` raises.
    """
    _asked_why(note)
    role = By.SENIOR_REVIEWER if override.two_officers else By.REVIEWER
    locked, fresh = _fetched(override, user=user, role=role, states={OverrideState.LAPSED})
    _end(fresh, OverrideState.LAPSED, user, note, OverrideStep.LET_GO)
    record("review.override_let_go", user=user, about=fresh, **_named(fresh))
    _settle(locked, fresh, user)
    return fresh


def may_override_health(application: Application, user: Any) -> bool:
    """Say whether `user` may judge rules on health here, and read what was written about such an override."""
    return holds_on(user, application, Permission.READ_HEALTH)


def _proposed(locked: Application, given: Given, user: Any, *, reconfirms: Override | None = None) -> Override:
    """Store an override of a locked application: open where it takes two people, else in force."""
    if locked.status in BEFORE_SUBMISSION:
        raise DomainError("not_screened", _("Nothing was submitted yet, so no rule has been applied."))
    _not_over(locked)
    standing = _standing(locked)
    rule = _rule(standing, given.rule)
    _health_is_theirs(locked, rule, user)
    override = Override(
        office_id=locked.office_id,
        application=locked,
        choice=given.choice_of(locked),
        binding_id=locked.binding_id,
        rule_key=rule.key,
        rule_sha256=rule.sha256,
        to_verdict=given.verdict,
        reason_code=given.reason_code,
        document=given.document_of(locked),
        seen_elsewhere=bool(given.seen_in.strip()),
        proposed_by=user,
        reconfirms=reconfirms,
    )
    stored = stored_for(standing, override, otherwise=given.verdict)
    if not stored:
        raise DomainError(
            "nothing_to_override",
            _("The rule says “%(verdict)s” already.") % {"verdict": CountedAs(given.verdict).label},
        )
    _none_live(locked, override)
    override.from_verdict = min(stored.values(), key=_WORST_FIRST.index)
    override.two_officers = any(takes_two(rule, verdict, given.verdict) for verdict in stored.values())
    override.state = OverrideState.OPEN if override.two_officers else OverrideState.IN_FORCE
    if reconfirms is None:
        _answer_lapsed(override, user)
    override.save(force_insert=True)
    _write(override, OverrideStep.PROPOSED, given.text, given.seen_in)
    if override.state == OverrideState.OPEN:
        record("review.override_proposed", user=user, about=override, **_named(override), verdict=given.verdict)
    return override


def _not_over(locked: Application) -> None:
    if locked.status in OVER:
        raise DomainError(
            "is_over",
            _("Application %(reference)s is “%(is)s”: what a rule says of it no longer matters.")
            % {"reference": locked.reference, "is": locked.get_status_display()},
            status=locked.status,
        )


def _answer_lapsed(override: Override, user: Any) -> None:
    """A new override answers the one of the same rule that waits to be confirmed again."""
    lapsed = override.application.overrides.filter(
        rule_key=override.rule_key, choice=override.choice, state=OverrideState.LAPSED, ended_at=None
    )
    override.reconfirms = lapsed.order_by("-pk").first()
    lapsed.update(ended_by=user, ended_at=clock.now())


def _none_live(locked: Application, override: Override) -> None:
    """One override at a time speaks for a rule and a choice; one for all choices speaks for each."""
    live = locked.overrides.filter(
        rule_key=override.rule_key, state__in=[OverrideState.OPEN, OverrideState.IN_FORCE]
    ).select_related("proposed_by")
    for earlier in live:
        if earlier.choice_id is None or override.choice_id in (None, earlier.choice_id):
            raise Conflict(
                "already_overridden",
                _("%(who)s has already overridden this rule: it is to count as “%(verdict)s” (%(state)s).")
                % {
                    "who": earlier.proposed_by,
                    "verdict": earlier.get_to_verdict_display(),
                    "state": earlier.get_state_display(),
                },
                override=earlier.pk,
            )


def _come_into_force(locked: Application, override: Override, user: Any) -> None:
    record(
        "review.override_in_force", user=user, about=override, **_named(override), verdict=override.to_verdict,
        two_officers=override.two_officers,
    )  # fmt: skip
    _settle(locked, override, user)


def _settle(locked: Application, override: Override, user: Any) -> None:
    """Let what counts be seen. A refusal that waits is decided first: the status may not move away under it."""
    event = settle(locked, override, actor=actor_for(user))
    if event is not None and locked.refusal_proposals.filter(state=ProposalState.OPEN).exists():
        raise DomainError(
            "refusal_open",
            _("A refusal of this application is proposed. Send or take it back before an override changes the status."),
        )


def _fetched(override: Override, *, user: Any, role: By, states: set[OverrideState]) -> tuple[Application, Override]:
    """Lock the application and read the override anew. Raises Conflict unless it is in one of `states`, unended."""
    locked = locked_for(override.application, user=user, role=role)
    fresh: Override = locked.overrides.select_related("ended_by", "confirmed_by").get(pk=override.pk)
    rule = rule_in(_standing(locked).bound, fresh.rule_key)
    if rule is not None:
        _health_is_theirs(locked, rule, user)
    if fresh.state not in states or fresh.ended_at is not None:
        raise Conflict(
            "override_decided",
            _("This override is “%(state)s” since %(who)s decided about it. Look again.")
            % {"state": fresh.get_state_display(), "who": fresh.ended_by or fresh.confirmed_by or _("a colleague")},
            state=fresh.state,
        )
    fresh.application = locked
    return locked, fresh


def _standing(locked: Application) -> Standing:
    standing = standing_of(locked)
    if standing is None:
        raise DomainError("not_screened", _("Nothing was submitted yet, so no rule has been applied."))
    return standing


def _rule(standing: Standing, key: str) -> Rule:
    rule = rule_in(standing.bound, key)
    if rule is None:
        raise DomainError(
            "unknown_rule",
            _("“%(rule)s” is no rule of this application; its rules are: %(rules)s.")
            % {"rule": key, "rules": ", ".join(standing.bound.keys)},
        )
    return rule


def _health_is_theirs(locked: Application, rule: Rule, user: Any) -> None:
    if rule.health and not may_override_health(locked, user):
        raise NotAllowed(
            "health_not_yours",
            _("A rule about health is overridden by those who may open health declarations: senior reviewers."),
            needs=Permission.READ_HEALTH.value,
        )


def _asked_why(note: str) -> None:
    if not note.strip():
        raise DomainError("reason_missing", _("Say why: whoever reads the record later has only these words."))


def _end(override: Override, state: OverrideState, user: Any, note: str, step: OverrideStep) -> None:
    override.state, override.ended_by, override.ended_at = state, user, clock.now()
    override.save(update_fields=["state", "ended_by", "ended_at"])
    if note.strip():
        _write(override, step, note)


def _write(override: Override, step: OverrideStep, text: str, seen_in: str = "") -> None:
    OverrideWords.objects.create(
        office_id=override.office_id,
        application=override.application,
        override=override,
        step=step,
        text=text.strip()[:2000],
        seen_in=seen_in.strip(),
    )


def _named(override: Override) -> dict[str, Any]:
    return {"application": override.application_id, "rule": override.rule_key}
