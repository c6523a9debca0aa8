"""What the demonstration knows about one association of the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Standing = Literal["recognised", "forming", "dormant", "merged", "dissolved"]
Source = Literal["association", "mission", "ministry"]
Role = Literal["president", "vice_president", "secretary", "treasurer"]


class Count(NamedTuple):
    """How many members it had on a day, and who says so."""

    on: date
    members: int
    source: Source
    note: str


class Officer(NamedTuple):
    """A made-up person's term in a role: its last day is None while it lasts."""

    role: Role
    full_name: str
    native_name: str
    starts_on: date
    ends_on: date | None
    public: bool


@dataclass(frozen=True)
class Row:
    """A made-up association. `umbrella` and `successor` are slugs of others or ''; names are by language."""

    slug: str
    office_code: str
    country: str
    city: str
    names: dict[str, str]
    local_name: str
    local_language: str
    founded_year: int
    standing: Standing
    recognised_on: date | None
    ended_on: date | None
    successor: str
    umbrella: str
    counts: tuple[Count, ...]
    officers: tuple[Officer, ...]
