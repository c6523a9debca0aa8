"""Facts: what can be known about a person or one of their choices, and what is known about this one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from programs.eligibility.canonical import decimal_number


class FactType(StrEnum):
    """What kind of value a fact has. There is no free text, no float and no moment in time."""

    DATE = "date"
    INT = "int"
    DECIMAL = "decimal"
    BOOL = "bool"
    CODE = "code"
    ORDINAL = "ordinal"
    SET = "set"
    DECLARATION = "declaration"


class Sensitivity(StrEnum):
    """How a fact must be kept: health facts never enter a snapshot, an export or a list."""

    PLAIN = "plain"
    PERSONAL = "personal"
    HEALTH = "health"


class Scope(StrEnum):
    """Whether a fact belongs to the person, or to each choice (theme, position, course) of theirs."""

    PERSON = "person"
    CHOICE = "choice"


class AnsweredBy(StrEnum):
    """Who can know: the person who applies, or only the staff who look into it."""

    APPLICANT = "applicant"
    STAFF = "staff"


@dataclass(frozen=True)
class Codes:
    """A set of codes. `complete` tells "these and no others" from "these so far"."""

    members: frozenset[str]
    complete: bool = True

    def content(self) -> dict[str, Any]:
        """The same shape always, so that a database can read it without looking twice."""
        return {"codes": sorted(self.members), "complete": self.complete}


Value = str | int | Decimal | bool | Codes


@dataclass(frozen=True)
class CodeChoices:
    """The codes a fact may take: named ones with labels, and, where `pattern` is set, any that fits it."""

    labels: Mapping[str, Mapping[str, str]]
    pattern: re.Pattern[str] | None = None

    def accepts(self, code: str) -> bool:
        """Whether this code may be given."""
        return code in self.labels or (self.pattern is not None and self.pattern.fullmatch(code) is not None)

    def label(self, code: str, language: str) -> str:
        """The code's name in that language, else in English, else the code itself."""
        labels = self.labels.get(code, {})
        return labels.get(language) or labels.get("en") or code


@dataclass(frozen=True)
class Fact:
    """One word of the vocabulary.

    `codes` is set for code, set and ordinal (there in ascending rank); `minimum` and `maximum` for numbers;
    `unit` names what a number counts. `sentences` is language -> operator -> (want, pass, fail, unknown).
    """

    key: str
    type: FactType
    labels: Mapping[str, str]
    sensitivity: Sensitivity = Sensitivity.PLAIN
    scope: Scope = Scope.PERSON
    answered_by: AnsweredBy = AnsweredBy.APPLICANT
    codes: CodeChoices | None = None
    minimum: int | None = None
    maximum: int | None = None
    unit: str | None = None
    note: str = ""
    sentences: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    @property
    def health(self) -> bool:
        """Whether rules on this fact are evaluated only where health facts may be read, and always refer."""
        return self.sensitivity is Sensitivity.HEALTH

    def ranks(self) -> tuple[str, ...]:
        """The codes of an ordinal from the lowest to the highest."""
        return tuple(self.codes.labels) if self.codes else ()

    def label(self, language: str) -> str:
        """What the fact is called, in that language or else in English."""
        return self.labels.get(language) or self.labels["en"]


class Facts:
    """What is known about one person, in canonical values; an unknown fact is an absent key."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = dict(values)

    @property
    def values(self) -> Mapping[str, Value]:
        """The values by key, to read only: dates as ISO text, numbers as int or Decimal, sets as Codes."""
        return self._values

    def content(self) -> dict[str, Any]:
        """A JSON-able copy, as a snapshot stores it; `Vocabulary.canonical` reads it back."""
        return {key: _content_of(self._values[key]) for key in sorted(self._values)}

    def keeping(self, keys: Iterable[str]) -> "Facts":
        """Only these facts; the others become unknown, as where a stage counts only verified ones."""
        wanted = set(keys)
        return Facts({key: value for key, value in self._values.items() if key in wanted})

    def without(self, keys: Iterable[str]) -> "Facts":
        """All but these facts."""
        return self.keeping(self._values.keys() - set(keys))

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facts) and self._values == other._values

    def __repr__(self) -> str:
        # Values stay out: a representation ends up in logs.
        return f"<Facts {', '.join(sorted(self._values))}>"


def _content_of(value: Value) -> Any:
    if isinstance(value, Codes):
        return value.content()
    if isinstance(value, Decimal):
        return decimal_number(value)
    return value
