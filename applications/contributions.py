"""What apps above add to an application's pages: papers that others give, parts of the task list, panels.

The base asks here and knows none of them; they register when they are ready.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from applications.models import Application


@dataclass(frozen=True)
class Problem:
    """Something that stands in the way of submitting: where to mend it, and why in words.

    `href` is the page where it is mended, '' for one that the section names.
    """

    section: str
    code: str
    message: str
    href: str = ""


@dataclass(frozen=True)
class Papers:
    """Documents of the definition that others give, by key of their slot.

    `settled`: the applicant has done what there is to do. `given`: all of it is there. `awaited`: it may still come.
    """

    settled: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    awaited: frozenset[str] = frozenset()

    def __or__(self, other: Papers) -> Papers:
        return Papers(self.settled | other.settled, self.given | other.given, self.awaited | other.awaited)


class Place(StrEnum):
    """Where a panel stands: above everything, after the reasons of a decision, or below what is said of the status."""

    FIRST = "first"
    AFTER_REASONS = "after_reasons"
    BELOW = "below"


@dataclass(frozen=True)
class Panel:
    """A part of the page that says where an application stands."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    place: Place = Place.BELOW


@dataclass(frozen=True)
class OnStatus:
    """What the page of a submitted application gets: panels, and whether its applicant has something to do."""

    panels: list[Panel] = field(default_factory=list)
    waits_for_applicant: bool = False


class Contribution:
    """What one app adds. Each method reads; each has nothing to say unless an app says otherwise."""

    def papers(self, application: Application) -> Papers:
        """Return the papers that others give."""
        return Papers()

    def problems(self, application: Application) -> list[Problem]:
        """Return what is missing before the draft can be submitted."""
        return []

    def tasks(self, application: Application) -> list[dict[str, Any]]:
        """Return rows of the task list of a draft (components/task_row.html), below the documents."""
        return []

    def slot_notes(self, application: Application) -> dict[str, dict[str, str]]:
        """Return by slot what the page of documents says of a paper that others give: text, href, link_text."""
        return {}

    def on_status(self, application: Application) -> OnStatus:
        """Return what the page of a submitted application gets: whatever its status says, somebody may have to act."""
        return OnStatus()


_registered: list[Contribution] = []


def register(contribution: Contribution) -> None:
    """Let an app contribute; once."""
    if not any(type(there) is type(contribution) for there in _registered):
        _registered.append(contribution)


def papers_of(application: Application) -> Papers:
    """Return what all apps say of the papers that others give."""
    found = Papers()
    for each in _registered:
        found |= each.papers(application)
    return found


def problems_of(application: Application) -> list[Problem]:
    """Return what all apps miss before submission."""
    return _all(each.problems(application) for each in _registered)


def tasks_of(application: Application) -> list[dict[str, Any]]:
    """Return the rows that apps add to the task list."""
    return _all(each.tasks(application) for each in _registered)


def slot_notes_of(application: Application) -> dict[str, dict[str, str]]:
    """Return by slot what is said of papers that others give."""
    return {slot: note for each in _registered for slot, note in each.slot_notes(application).items()}


def on_status_of(application: Application) -> OnStatus:
    """Return the panels of all apps, and whether any of them waits for the applicant."""
    found = [each.on_status(application) for each in _registered]
    return OnStatus(_all(each.panels for each in found), any(each.waits_for_applicant for each in found))


def _all(lists: Iterable[list[Any]]) -> list[Any]:
    return [item for each in lists for item in each]
