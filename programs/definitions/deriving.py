"""Facts that a definition works out from entries, and how each came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from programs.definitions.definition import Definition
from programs.definitions.extractors import EXTRACTORS, Worked
from programs.definitions.shapes import Derived, Group, Question


@dataclass(frozen=True)
class DerivedFact:
    """A fact worked out from entries: its key, its value as canonical JSON, and the working line by line."""

    fact: str
    value: int | str
    lines: tuple[str, ...]


def derived_facts(definition: Definition, answers: Mapping[str, Mapping[str, Any]]) -> Iterator[DerivedFact]:
    """Go through what can be worked out from answers by group; the working is in the active language."""
    for group in definition.groups:
        yield from derived_in(group, answers.get(group.key, {}))


def derived_in(group: Group, answers: Mapping[str, Any]) -> Iterator[DerivedFact]:
    """Go through what can be worked out from the answers of one group."""
    for derived in group.derived:
        worked = _worked(group, derived, answers)
        if worked is not None and _within(derived.instead, worked):
            yield DerivedFact(derived.fact, worked.value, worked.lines)


def _worked(group: Group, derived: Derived, answers: Mapping[str, Any]) -> Worked | None:
    extractor = EXTRACTORS[derived.extractor]
    entries = known_entries(group, answers)
    if entries is None or (not entries and not extractor.empty):
        return None
    by_role = [{role: entry[key] for role, key in derived.roles.items() if key in entry} for entry in entries]
    return extractor.work(by_role)


def _within(question: Question, worked: Worked) -> bool:
    """Whether somebody could have answered so: a stay of two hundred years is left for a person to see."""
    low, high = question.minimum, question.maximum
    return low is None or high is None or low <= Decimal(worked.value) <= high


def known_entries(group: Group, answers: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """Return the entries of a group, [] where it is known that there are none, None while that is open.

    There are none where the question that leads to them was answered otherwise. A list that was never begun is open.
    """
    if group.entries is None:
        return None
    if group.entries.only_if is not None:
        if group.entries.only_if.question not in answers:
            return None
        if not group.entries.applies(answers):
            return []
    given = answers.get(group.key)
    return list(given) if given else None
