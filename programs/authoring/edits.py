"""Changing one place of a condition. Conditions are plain data here; a place is the way of numbers down to it.

The part of a `not` is its number 0. Every function returns a new condition and leaves the old one as it was.
"""

from __future__ import annotations

from typing import Any

Condition = dict[str, Any]
Way = tuple[int, ...]
JOINS = ("all", "any")


def way_of(text: str) -> Way:
    """Read a way as an address writes it ("1.0"). Raises ValueError."""
    steps = tuple(int(step) for step in text.split(".")) if text else ()
    if len(steps) > 20 or any(step < 0 for step in steps):
        raise ValueError(text)
    return steps


def text_of(way: Way) -> str:
    """Write a way as an address has it."""
    return ".".join(map(str, way))


def parts_of(condition: Condition) -> list[Condition]:
    """Return what a condition joins; [] for a leaf."""
    for word in JOINS:
        if word in condition:
            return list(condition[word])
    return [condition["not"]] if "not" in condition else []


def at(condition: Condition, way: Way) -> Condition:
    """Return the condition at a place. Raises LookupError."""
    for step in way:
        condition = parts_of(condition)[step]
    return condition


def replaced(condition: Condition, way: Way, by: Condition) -> Condition:
    """Put another condition in a place. Raises LookupError."""
    if not way:
        return by
    step, rest = way[0], way[1:]
    parts = parts_of(condition)
    parts[step] = replaced(parts[step], rest, by)
    return _with_parts(condition, parts)


def joined(condition: Condition, way: Way, word: str, more: Condition) -> Condition:
    """Add a further condition ("all") or an alternative ("any") to the one at a place. Raises LookupError."""
    here = at(condition, way)
    if word in here:
        return replaced(condition, way, {word: [*here[word], more]})
    if way and word in (above := at(condition, way[:-1])):
        parts = list(above[word])
        parts.insert(way[-1] + 1, more)
        return replaced(condition, way[:-1], {word: parts})
    return replaced(condition, way, {word: [here, more]})


def negated(condition: Condition, way: Way) -> Condition:
    """Turn the condition at a place into its opposite; what was the opposite becomes plain. Raises LookupError."""
    if way and "not" in at(condition, way[:-1]):
        return replaced(condition, way[:-1], at(condition, way))
    here = at(condition, way)
    return replaced(condition, way, here.get("not", {"not": here}))


def removed(condition: Condition, way: Way) -> Condition | None:
    """Take the condition at a place away; None when nothing is left. Raises LookupError.

    A join of one is that one; a `not` goes with its part.
    """
    at(condition, way)
    if not way:
        return None
    step, above = way[-1], way[:-1]
    join = at(condition, above)
    parts = [part for number, part in enumerate(parts_of(join)) if number != step]
    if not parts:
        return removed(condition, above)
    return replaced(condition, above, parts[0] if len(parts) == 1 else _with_parts(join, parts))


def _with_parts(condition: Condition, parts: list[Condition]) -> Condition:
    if "not" in condition:
        return {"not": parts[0]}
    word = next(word for word in JOINS if word in condition)
    return {word: parts}
