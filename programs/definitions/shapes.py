"""The parts of a definition. Texts print in the reader's language and fall back to English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from portal.common.translated import Translated
from programs.definitions.kinds import FileKind, Owner, PersonField, QuestionType, StageKind
from programs.eligibility.provenance import Provenance

TODAY = "today"
"""As a bound of a date: the day on which the question is answered, in the zone of the call."""

DateBound = date | str | None


@dataclass(frozen=True)
class Condition:
    """Something is asked, or wanted, only if another question was answered with one of these values."""

    question: str
    values: tuple[str | bool, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Say whether it holds for stored answers (by question key). Unanswered counts as no."""
        given = answers.get(self.question)
        if isinstance(given, list):
            return any(value in given for value in self.values)
        # True == 1 in Python; an answer is compared with its own kind only.
        return any(type(given) is type(value) and given == value for value in self.values)


@dataclass(frozen=True)
class Contradiction:
    """Two answers that cannot both be right, and what to tell who gave them."""

    answer: Condition
    other: Condition
    message: Translated

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Say whether these answers contradict each other."""
        return self.answer.holds(answers) and self.other.holds(answers)


@dataclass(frozen=True)
class Question:
    """One question: what is asked, how, and what its answer is used for.

    `choices` are code and label in order, filled from the fact where the definition names none; for countries they
    are what can be answered besides a country (such as "stateless"), for other types they are empty. `minimum` and
    `maximum` bound numbers, `earliest` and `latest` dates (both allowed), `min_length` and `max_length` texts, in
    characters. `health` answers are kept encrypted and apart.
    """

    key: str
    type: QuestionType
    label: Translated
    hint: Translated
    required: bool = True
    fact: str | None = None
    person: PersonField | None = None
    only_if: Condition | None = None
    contradictions: tuple[Contradiction, ...] = ()
    choices: tuple[tuple[str, Translated], ...] = ()
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    earliest: DateBound = None
    latest: DateBound = None
    min_length: int = 0
    max_length: int = 200
    sources: tuple[str, ...] = ()
    health: bool = False

    def applies(self, answers: Mapping[str, Any]) -> bool:
        """Say whether the question is asked of somebody with these answers in the same group."""
        return self.only_if is None or self.only_if.holds(answers)


@dataclass(frozen=True)
class Group:
    """Questions asked on one page."""

    key: str
    title: Translated
    intro: Translated
    questions: tuple[Question, ...]

    @property
    def health(self) -> bool:
        """Whether one of its questions is about health."""
        return any(question.health for question in self.questions)

    def question(self, key: str) -> Question:
        """Return the question with this key. Raises KeyError."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)


@dataclass(frozen=True)
class Slot:
    """A document one hands in. Its key is its code in the fact `documents`."""

    key: str
    title: Translated
    purpose: Translated
    required: bool = True
    only_if: Condition | None = None
    accepts: tuple[FileKind, ...] = (FileKind.PDF, FileKind.IMAGE)
    on_paper: Translated = field(default_factory=Translated)
    sources: tuple[str, ...] = ()

    def applies(self, answers: Mapping[str, Any]) -> bool:
        """Say whether it is wanted of somebody with these answers (of all groups, by question key)."""
        return self.only_if is None or self.only_if.holds(answers)

    def wanted(self, answers: Mapping[str, Any]) -> bool:
        """Say whether an application with these answers is incomplete without it."""
        return self.required and self.applies(answers)


@dataclass(frozen=True)
class Stage:
    """A step between submission and the end of the programme, as applicants read it.

    `evidence` is what a fact must at least rest on to count in it.
    """

    key: str
    kind: StageKind
    owner: Owner
    title: Translated
    text: Translated
    evidence: Provenance = Provenance.DECLARED


@dataclass(frozen=True)
class Statement:
    """A sentence about the programme, with the keys of the sources that carry it."""

    text: Translated
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.text)
