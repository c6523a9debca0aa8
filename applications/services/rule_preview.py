"""Counting what a version of rules would change, before it is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from applications.models import Application, ScreeningResult, Snapshot, counting
from applications.setwise import matrix
from applications.states import AT_MINISTRY, Status
from programs.bindings import bound_of
from programs.eligibility import Bound, EligibilityError, RuleSet, bind
from programs.models import Binding, Call, RulePreview, RuleSetVersion
from programs.services.rules import keep_preview, rules_in
from programs.services.rules.previews import Flip
from programs.services.rules.shared import require_one_who_writes
from programs.vocabulary import lists

WHY = "outcomes are counted across offices; who sees which application is asked where they are listed"
SHORTLISTED = frozenset({Status.SHORTLISTED}) | AT_MINISTRY
"""What counts as shortlisted already: on a released list, or further."""


def preview(version: RuleSetVersion, *, actor: Any) -> RulePreview:
    """Compare every submitted application that was not withdrawn, in all calls with these rules, and keep the counts.

    Each is compared with the rules it is screened by now; the new ones are bound to its call with the call's own values
    and additions. A call that the new rules cannot be bound to is named among the problems. Writes nothing but the
    preview. Raises NotAllowed unless `actor` drafts or publishes these rules.
    """
    require_one_who_writes(actor, version.rule_set)
    rules, sha256 = rules_in(version), version.sha256
    found: list[Flip] = []
    problems: list[str] = []
    compared = 0
    for call in _calls(version):
        try:
            new = _bound_to(call, rules)
        except EligibilityError as error:
            problems.append(_("%(call)s: %(why)s") % {"call": call, "why": error})
            continue
        for group in _groups(call):
            changes = matrix(group.snapshots, bound_of(group.binding), new, asked=bound_of(group.asked))
            compared += changes.total
            statuses = _statuses(change.application_id for change in changes.changes)
            found += [
                (change.application_id, statuses[change.application_id], change.old.value, change.new.value)
                for change in changes.changes
            ]
    return keep_preview(
        version,
        sha256=sha256,
        compared=compared,
        flips=found,
        shortlisted=sum(status in SHORTLISTED for _application, status, _before, _after in found),
        problems=problems,
        actor=actor,
    )


@dataclass(frozen=True)
class _Group:
    """Newest snapshots of applications screened by one binding, whose health verdicts were given under one."""

    snapshots: Any
    binding: Binding
    asked: Binding


def _calls(version: RuleSetVersion) -> QuerySet[Any]:
    """Every call with these rules."""
    calls = Call.objects.unscoped(WHY).filter(rule_set_version__rule_set=version.rule_set_id)
    rows: QuerySet[Any] = calls.select_related("round", "office").order_by("pk")
    return rows


def _groups(call: Call) -> Iterator[_Group]:
    """What a call's applications that were submitted and not withdrawn are screened by now."""
    counted = Application.objects.unscoped(WHY).submitted().exclude(status=Status.WITHDRAWN).filter(call=call)
    results = ScreeningResult.objects.unscoped(WHY).filter(snapshot=OuterRef("pk")).order_by("pk")
    newest = (
        Snapshot.objects.unscoped(WHY)
        .filter(counting(), application__in=counted.order_by().values("pk"))
        .order_by("application_id", "-number")
        .distinct("application_id")
    )
    snapshots = Snapshot.objects.unscoped(WHY).annotate(asked=Subquery(results.values("binding")[:1]))
    snapshots = snapshots.filter(pk__in=newest.values("pk")).order_by()
    pairs = sorted(set(snapshots.values_list("application__binding", "asked")))
    bindings = Binding.objects.unscoped(WHY).in_bulk({key for pair in pairs for key in pair})
    for binding, asked in pairs:
        mine = snapshots.filter(application__binding=binding, asked=asked)
        yield _Group(mine, bindings[binding], bindings[asked])


def _statuses(applications: Iterator[int]) -> Mapping[int, str]:
    rows = Application.objects.unscoped(WHY).filter(pk__in=list(applications))
    return dict(rows.values_list("pk", "status"))


def _bound_to(call: Call, rules: RuleSet) -> Bound:
    """The new rules as an announcement would bind them to this call. Raises BindingError, DefinitionError."""
    return bind(
        replace(rules, file=call.slug),
        parameters={**call.round.parameters, **call.parameters},
        lists=lists(),
        additions=call.additions,
    )
