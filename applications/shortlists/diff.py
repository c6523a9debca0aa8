"""What a correction changed: the frozen list beside the new version, application by application."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from applications.shortlists.content import score_text
from applications.shortlists.models import Decision, Shortlist, ShortlistLine


@dataclass(frozen=True)
class Difference:
    """One application that is not where it was. None stands for "not on that version"."""

    reference: str
    line: ShortlistLine | None
    old_rank: int | None
    new_rank: int | None
    old_decision: str | None
    new_decision: str | None
    old_score: str | None
    new_score: str | None


def differences(frozen: Shortlist, lines: Iterable[ShortlistLine]) -> list[Difference]:
    """Compare the frozen content with the lines of a newer version; those that left come last, in their old order."""
    before: dict[int, dict[str, Any]] = {row["application"]: row for row in (frozen.content or {}).get("lines", [])}
    found = [_compared(before.pop(line.application_id, None), line) for line in lines]
    gone = [_compared(row, None) for row in before.values()]
    return [difference for difference in [*found, *gone] if difference is not None]


def _compared(old: dict[str, Any] | None, line: ShortlistLine | None) -> Difference | None:
    score = score_text(line.score) if line is not None and line.score is not None else None
    difference = Difference(
        reference=line.application.reference if line is not None else str((old or {}).get("reference", "")),
        line=line,
        old_rank=old["rank"] if old else None,
        new_rank=line.rank if line is not None else None,
        old_decision=_label(old["decision"]) if old else None,
        new_decision=_label(line.decision) if line is not None else None,
        old_score=old["score"] if old else None,
        new_score=score,
    )
    same = (
        difference.old_rank == difference.new_rank
        and difference.old_decision == difference.new_decision
        and difference.old_score == difference.new_score
    )
    return None if same else difference


def _label(decision: str) -> str:
    return str(Decision(decision).label)
