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
    characters. `not_before` names an earlier date of the same group, `at_most` how many themes may be ranked. `health`
    answers are kept encrypted and apart.
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
    not_before: str = ""
    at_most: int = 1
    sources: tuple[str, ...] = ()
    health: bool = False

    def applies(self, answers: Mapping[str, Any]) -> bool:
        """Say whether the question is asked of somebody with these answers in the same group."""
        return self.only_if is None or self.only_if.holds(answers)


@dataclass(frozen=True)
class Entries:
    """What a group asks several times over: schools, stays, wishes. Its answers are a list under the group's key.

    `title` heads each entry ("Stay", with its number; ranked ones say which choice it is), `add` is on the button for
    one more. `only_if` is a condition on the plain questions of the same group.
    """

    title: Translated
    add: Translated
    questions: tuple[Question, ...]
    at_least: int = 0
    at_most: int = 10
    ranked: bool = False
    only_if: Condition | None = None

    def applies(self, answers: Mapping[str, Any]) -> bool:
        """Say whether entries are asked of somebody with these answers in the same group."""
        return self.only_if is None or self.only_if.holds(answers)

    def open(self, answers: Mapping[str, Any]) -> bool:
        """Say whether the question that leads to entries is not answered yet."""
        return self.only_if is not None and self.only_if.question not in answers


@dataclass(frozen=True)
class Derived:
    """A fact worked out from the entries of a group by an extractor, never asked in an application.

    `roles` says which question of an entry gives what the extractor needs. `instead` asks for the fact straight away:
    where there are no entries to work it out from ("Am I eligible?", what staff saw in a document).
    """

    fact: str
    extractor: str
    roles: Mapping[str, str]
    instead: Question


@dataclass(frozen=True)
class Group:
    """Questions asked on one page, and what is asked several times over on it."""

    key: str
    title: Translated
    intro: Translated
    questions: tuple[Question, ...]
    entries: Entries | None = None
    derived: tuple[Derived, ...] = ()

    @property
    def all_questions(self) -> tuple[Question, ...]:
        """The plain questions and those of an entry."""
        return self.questions + (self.entries.questions if self.entries else ())

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
class GivenBy:
    """Who gives a document: so many referees by a link of their own, until some days after the call's deadline.

    `or_applicant`: who applies may hand it in instead.
    """

    referees: int
    or_applicant: bool = False
    days_after_deadline: int = 14


@dataclass(frozen=True)
class Slot:
    """A document that is handed in, by who applies unless `given_by` says otherwise.

    Its key is its code in the fact `documents`.
    """

    key: str
    title: Translated
    purpose: Translated
    required: bool = True
    only_if: Condition | None = None
    accepts: tuple[FileKind, ...] = (FileKind.PDF, FileKind.IMAGE)
    on_paper: Translated = field(default_factory=Translated)
    sources: tuple[str, ...] = ()
    given_by: GivenBy | None = None

    @property
    def uploads(self) -> bool:
        """Whether who applies may upload it."""
        return self.given_by is None or self.given_by.or_applicant

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
