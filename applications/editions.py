"""Newer rules for a draft: whether the call has any, what they ask otherwise, and what that means. Reads only.

A draft goes by the binding it was begun with. A release puts another one in force for its call (`Call.binding`); the
questions of a call never change, so an offer is about rules alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from applications.models import Application, Rescreening, RunState
from applications.queries import definition_of, facts_of, problems_before_submit
from applications.states import Status
from portal.common.translated import pick
from programs.bindings import bound_of
from programs.eligibility import Bound, Explained, Facts, Outcome, Verdict, evaluate, explain
from programs.eligibility.comparing import RuleChange, rule_changes
from programs.eligibility.evaluation import outcome_of
from programs.models import Binding, Call, CallState

_WHY = "bindings and dates of a call whose application the caller holds"


@dataclass(frozen=True)
class NewerRules:
    """The rules in force for the call of a draft that was begun with others.

    `since` is when they came into force, `own_since` when those of the draft did. `declined`: the applicant has said
    no to exactly these.
    """

    binding: Binding
    since: datetime
    own_since: datetime
    declined: bool


def newer_rules(application: Application) -> NewerRules | None:
    """Return the rules that a draft is offered; None once it is submitted, the call over, or nothing different.

    Costs no query unless the call's rules are others than the draft's.
    """
    call = application.call
    if application.status != Status.DRAFT or call.state is not CallState.OPEN:
        return None
    in_force = call.binding
    if in_force is None or in_force.pk == application.binding_id:
        return None
    if in_force.sha256 == application.binding.sha256:  # they were changed, and changed back
        return None
    return NewerRules(
        binding=in_force,
        since=_in_force_since(call, in_force),
        own_since=_in_force_since(call, application.binding),
        declined=application.declined_binding_id == in_force.pk,
    )


def _in_force_since(call: Call, binding: Binding) -> datetime:
    """Return when a binding came into force: by the release of its run, the first one by the announcement."""
    released = Rescreening.objects.unscoped(_WHY).filter(to_binding=binding, state=RunState.RELEASED)
    released = released.exclude(from_binding=F("to_binding"))  # such a run came later, and put nothing in force
    settled: datetime | None = released.values_list("settled_at", flat=True).first()
    return settled or (call.announced_at if binding.number == 1 else None) or binding.created_at


@dataclass(frozen=True)
class Standing:
    """What rules come to on the answers so far.

    `failing` would make it “not eligible”, `to_look_at` a person would look at, `open` nobody can say yet.
    """

    outcome: Outcome
    failing: int
    to_look_at: int
    open: int


@dataclass(frozen=True)
class ComparedRule:
    """What became of a rule, and its verdict on the answers so far by the old and by the new rules."""

    change: RuleChange
    before: Explained | None
    after: Explained | None

    @property
    def touches(self) -> bool:
        """Whether these answers come out otherwise: where a rule is new or gone, whether it is anything but met."""
        if self.before is None or self.after is None:
            only = self.before or self.after
            return only is not None and only.verdict is not Verdict.PASS
        one, other = self.before, self.after
        return (one.verdict, one.referred) != (other.verdict, other.referred)


@dataclass(frozen=True)
class Comparison:
    """The rules that differ, those first that these answers come out otherwise by; and how the draft stands by both."""

    rules: list[ComparedRule]
    before: Standing
    after: Standing


def compare(application: Application, newer: NewerRules, language: str) -> Comparison:
    """Return what the newer rules ask otherwise, and what that means for a draft as it is filled in now."""
    old, new = bound_of(application.binding), bound_of(newer.binding)
    choice = application.choices.select_related("theme").order_by("rank").first()
    missing = bool(problems_before_submit(application))
    facts = facts_of(application, choice.facts() if choice else {}, documents_complete=not missing)
    themes = {theme.key: pick(theme.name, language) for theme in application.call.themes.all()}
    names = {definition_of(application).choice_fact or "theme": themes}
    before, standing_before = _screened(old, facts, language, names)
    after, standing_after = _screened(new, facts, language, names)
    changes = rule_changes(old, new, language=language, names=names)
    rules = [
        ComparedRule(
            change,
            before.get(change.key) if change.before else None,
            after.get(change.key) if change.after else None,
        )
        for change in changes
    ]
    return Comparison(sorted(rules, key=lambda rule: not rule.touches), standing_before, standing_after)


def _screened(
    bound: Bound, facts: Facts, language: str, names: dict[str, dict[str, str]]
) -> tuple[dict[str, Explained], Standing]:
    verdicts = evaluate(bound, facts).verdicts
    explained = {item.key: item for item in explain(bound, verdicts, facts, language=language, names=names)}
    items = explained.values()
    standing = Standing(
        outcome=outcome_of(bound, verdicts),
        failing=sum(item.verdict is Verdict.FAIL and not item.referred for item in items),
        to_look_at=sum(item.referred for item in items),
        open=sum(item.verdict is Verdict.UNKNOWN for item in items),
    )
    return explained, standing
