"""Counting what a version of rules would change, before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.models import Application
from applications.services.flips import WHY, Compared, flips
from applications.states import AT_MINISTRY, Status
from programs.bindings import bound_of
from programs.eligibility import Bound, EligibilityError, RuleSet, bind
from programs.models import Binding, Call, RulePreview, RuleSetVersion
from programs.services.rules import keep_preview, rules_in
from programs.services.rules.shared import require_one_who_writes
from programs.vocabulary import lists

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
    found: list[Compared] = []
    problems: list[str] = []
    compared = 0
    for call, bindings in _calls(version):
        try:
            new = _bound_to(call, rules)
        except EligibilityError as error:
            problems.append(_("%(call)s: %(why)s") % {"call": call, "why": error})
            continue
        for binding in bindings:
            for each in flips(bound_of(binding), new, _applications(call, binding).values_list("pk", flat=True)):
                compared += 1
                if each.flipped:
                    found.append(each)
    return keep_preview(
        version,
        sha256=sha256,
        compared=compared,
        flips=[(each.application, each.status, each.before, each.after) for each in found],
        shortlisted=sum(each.status in SHORTLISTED for each in found),
        problems=problems,
        actor=actor,
    )


def _calls(version: RuleSetVersion) -> Iterator[tuple[Call, list[Binding]]]:
    """Every call with these rules, with the bindings that its submitted applications are screened by."""
    calls = Call.objects.unscoped(WHY).filter(rule_set_version__rule_set=version.rule_set_id)
    for call in calls.select_related("round", "office").order_by("pk"):
        used = _submitted().filter(call=call).values("binding")
        bindings = list(Binding.objects.unscoped(WHY).filter(pk__in=used).order_by("pk"))
        if bindings:
            yield call, bindings


def _submitted() -> QuerySet[Any]:
    rows: QuerySet[Any] = Application.objects.unscoped(WHY).submitted().exclude(status=Status.WITHDRAWN)
    return rows


def _applications(call: Call, binding: Binding) -> QuerySet[Any]:
    return _submitted().filter(call=call, binding=binding).order_by("pk")


def _bound_to(call: Call, rules: RuleSet) -> Bound:
    """The new rules as an announcement would bind them to this call. Raises BindingError, DefinitionError."""
    return bind(
        replace(rules, file=call.slug),
        parameters={**call.round.parameters, **call.parameters},
        lists=lists(),
        additions=call.additions,
    )
