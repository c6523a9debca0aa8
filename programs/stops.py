"""What stops people: the counts of “Am I eligible?”, rule by rule, in sentences. Small numbers stay unsaid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, Sum

from programs.bindings import bound_of
from programs.eligibility import requirement_sentence
from programs.eligibility.rules import OnFalse
from programs.eligibility_check import asked_group, code_names
from programs.models import Binding, Call, CheckCount
from programs.models.checks import ALL

FEWEST = 5
"""Below this a number is not shown: a colleague who knows who asked could tell whom it means."""


@dataclass(frozen=True)
class Stop:
    """A rule, and how many it stopped; None where they are fewer than FEWEST, nobody included."""

    requirement: str
    sentence: str
    stopped: int | None
    share: int | None  # of all checks, in per cent


@dataclass(frozen=True)
class Stops:
    """Finished checks under one binding, from the first month to the last one counted."""

    binding: Binding
    in_force: bool
    checks: int | None  # None: fewer than FEWEST
    first: date
    last: date
    rules: list[Stop]


def what_stops(call: Call, language: str) -> list[Stops]:
    """Return the counts of a call, newest binding first; nothing for a binding under which nobody finished a check.

    Every rule that can stop somebody in a check is named, those that stop most first.
    """
    rows = CheckCount.objects.filter(call=call).unscoped("the call came through the reader's scope")
    spans = {
        row["binding"]: (row["first"], row["last"])
        for row in rows.values("binding").annotate(first=Min("month"), last=Max("month")).order_by()
    }
    sums = {
        (row["binding"], row["rule_key"]): row["n"]
        for row in rows.values("binding", "rule_key").annotate(n=Sum("stopped")).order_by()
    }
    bindings = Binding.objects.filter(pk__in=spans).unscoped("of the same call").order_by("-number")
    return [
        Stops(
            binding=binding,
            in_force=binding.pk == call.binding_id,
            checks=shown(sums.get((binding.pk, ALL), 0)),
            first=spans[binding.pk][0],
            last=spans[binding.pk][1],
            rules=_rules(call, binding, {key: n for (of, key), n in sums.items() if of == binding.pk}, language),
        )
        for binding in bindings.select_related("rule_set_version__rule_set")
    ]


def checks_of(calls: Iterable[Call]) -> dict[int, int]:
    """Return how many checks were finished for each of these calls, by key; in one read.

    Only what `what_stops` shows of a binding is added up: from a sum of everything the number that is hidden there
    could be found by subtraction. A call without any number that may be shown is left out.
    """
    rows = CheckCount.objects.filter(call__in=list(calls), rule_key=ALL).unscoped("the calls came through a scope")
    found: dict[int, int] = {}
    for row in rows.values("call", "binding").annotate(n=Sum("stopped")).order_by():
        number = shown(row["n"])
        if number is not None:
            found[row["call"]] = found.get(row["call"], 0) + number
    return found


def shown(number: int) -> int | None:
    """Return a number that may be shown, None for one that is too small."""
    return number if number >= FEWEST else None


def _rules(call: Call, binding: Binding, sums: dict[str, int], language: str) -> list[Stop]:
    checks = sums.get(ALL, 0)
    if checks < FEWEST:
        return []  # of fewer than five, who was stopped by what says too much
    bound = bound_of(binding)
    asked = {question.fact for question in asked_group(call, bound).questions}
    names = code_names(call, language)
    can_stop = [
        rule for rule in bound.rules if rule.on_false is OnFalse.REJECT and not rule.health and rule.facts() & asked
    ]
    stops = []
    for rule in sorted(can_stop, key=lambda rule: -(shown(sums.get(rule.key, 0)) or 0)):  # hides what is small
        number = shown(sums.get(rule.key, 0))
        stops.append(
            Stop(
                requirement=rule.requirement,
                sentence=requirement_sentence(bound, rule.key, language=language, names=names),
                stopped=number,
                share=None if number is None else min(100, round(100 * number / checks)),
            )
        )
    return stops
