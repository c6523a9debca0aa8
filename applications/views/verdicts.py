"""Verdicts in words, with the sources a reader can open."""

from __future__ import annotations

from dataclasses import dataclass

from applications.models import Application
from applications.queries import explanations
from programs.eligibility import Explained, Verdict
from programs.sources import Source
from programs.vocabulary import sources

_WORST_FIRST = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)


@dataclass(frozen=True)
class VerdictInWords:
    """One line of components/verdict_list.html."""

    verdict: str
    sentence: str
    requirement: str
    value: str
    wanted: str
    sources: tuple[Source, ...]


def verdicts_in_words(application: Application) -> list[VerdictInWords]:
    """Return every rule's verdict on what was submitted, those that fail first, then the open ones."""
    said = sorted(explanations(application), key=lambda explained: _WORST_FIRST.index(explained.verdict))
    return [_in_words(explained) for explained in said]


def _in_words(explained: Explained) -> VerdictInWords:
    known = sources()
    return VerdictInWords(
        verdict=explained.verdict.value,
        sentence=explained.sentence,
        requirement=explained.requirement,
        value=explained.value,
        wanted=explained.wanted,
        sources=tuple(known[key] for key in explained.sources if key in known),
    )
