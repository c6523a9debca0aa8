"""Changing one place of a condition changes nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from programs.authoring.edits import at, joined, negated, removed, replaced, text_of, way_of

A, B, C = ({"declared": {"fact": name}} for name in ("a", "b", "c"))
MIXED: dict[str, Any] = {"any": [A, {"not": B}, {"all": [B, C]}]}


def test_a_place_is_found_and_replaced_without_touching_the_original() -> None:
    assert at(MIXED, (1, 0)) == B
    assert replaced(MIXED, (2, 1), A) == {"any": [A, {"not": B}, {"all": [B, A]}]}
    assert MIXED["any"][2] == {"all": [B, C]}


@pytest.mark.parametrize(
    ("before", "way", "word", "after"),
    [
        (A, (), "all", {"all": [A, C]}),
        ({"all": [A, B]}, (), "all", {"all": [A, B, C]}),
        ({"all": [A, B]}, (0,), "all", {"all": [A, C, B]}),
        ({"all": [A, B]}, (0,), "any", {"all": [{"any": [A, C]}, B]}),
        ({"not": A}, (0,), "any", {"not": {"any": [A, C]}}),
    ],
)
def test_a_condition_is_joined_where_it_reads_best(before: Any, way: Any, word: str, after: Any) -> None:
    assert joined(before, way, word, C) == after


def test_the_opposite_of_the_opposite_is_the_condition() -> None:
    once = negated(A, ())
    assert once == {"not": A}
    assert negated(once, ()) == A
    assert negated(once, (0,)) == A
    assert negated(MIXED, (1, 0)) == {"any": [A, B, {"all": [B, C]}]}


def test_what_is_taken_away_leaves_no_join_of_one() -> None:
    assert removed({"all": [A, B]}, (0,)) == B
    assert removed({"any": [A, {"not": B}]}, (1, 0)) == A
    assert removed(MIXED, (2, 0)) == {"any": [A, {"not": B}, C]}
    assert removed(A, ()) is None
    assert removed({"not": A}, (0,)) is None


def test_a_place_that_is_not_there_is_refused() -> None:
    for way in ((5,), (0, 0), (1, 1)):
        with pytest.raises(LookupError):
            at(MIXED, way)
        with pytest.raises(LookupError):
            removed(MIXED, way)


def test_a_way_is_written_and_read_back() -> None:
    assert way_of(text_of((2, 0, 11))) == (2, 0, 11)
    assert way_of("") == ()
    for wrong in ("x", "-1", "1..2", "0." * 30 + "0"):
        with pytest.raises(ValueError, match=r"."):
            way_of(wrong)
