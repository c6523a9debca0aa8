"""Verdicts ready for a page: sentence, requirement and the sources a reader can open, what is not met first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from programs.eligibility import Explained, Verdict
from programs.sources import Source
from programs.vocabulary import sources

_WORST_FIRST = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)


@dataclass(frozen=True)
class Change:
    """A page on which an answer can be changed."""

    title: str
    href: str


@dataclass(frozen=True)
class VerdictInWords:
    """One line of components/verdict_list.html. `referred`: not met, and a person decides about it.

    `consequence` is what follows where it is not met or not known.
    `counted` says in the page's language that people have counted the rule (named by `key`) otherwise than it says.
    `changes` is for pages on which the answers can still be changed; who shows them knows the way there.
    """

    verdict: str
    referred: bool
    sentence: str
    requirement: str
    value: str
    wanted: str
    sources: tuple[Source, ...]
    consequence: str = ""
    changes: tuple[Change, ...] = ()
    key: str = ""
    counted: str = ""


def verdicts_in_words(
    explained: Iterable[Explained], language: str, counted: Mapping[str, str] | None = None
) -> list[VerdictInWords]:
    """Return a line per rule: first what is not met, then what is not known; else in the order of the rules.

    `language` is the one that the rules were explained in; `counted` says by key what people counted otherwise.
    """
    known, noted = sources(), counted or {}
    return [
        VerdictInWords(
            verdict=item.verdict.value,
            referred=item.referred,
            sentence=item.sentence,
            requirement=item.requirement,
            value=item.value,
            wanted=item.wanted,
            sources=tuple(known[key].in_language(language) for key in item.sources if key in known),
            consequence=item.consequence,
            key=item.key,
            counted=noted.get(item.key, ""),
        )
        for item in sorted(explained, key=lambda item: _WORST_FIRST.index(item.verdict))
    ]
