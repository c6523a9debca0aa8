"""Corrections in words: what was corrected, before and after, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.addenda import addenda_of
from applications.models import Addendum, AddendumState, Application
from applications.queries import definition_of
from applications.views.timeline import Step
from programs.definitions import Group
from programs.definitions.entry_words import listed_entries
from programs.forms import display_items

_KINDS = {AddendumState.WAITING: "wait", AddendumState.TAKEN: "done", AddendumState.SET_ASIDE: "stop"}


@dataclass(frozen=True)
class Change:
    """One question with its answer before and after, each a text or a list of texts; both '' where it is withheld."""

    label: str
    before: str | list[str]
    after: str | list[str]
    withheld: bool = False


@dataclass(frozen=True)
class ShownAddendum:
    """A correction ready for a page. `changes` are empty once its values are erased."""

    row: Addendum
    title: str
    kind: str
    state: str
    changes: list[Change]
    reason: str
    answer: str
    erased: bool

    @property
    def received(self) -> datetime:
        """When it came."""
        return self.row.given_at


def shown_addenda(application: Application) -> list[ShownAddendum]:
    """Return the corrections of an application, the newest first; answers about health are withheld."""
    return [shown(application, addendum) for addendum in addenda_of(application)]


def shown(application: Application, addendum: Addendum) -> ShownAddendum:
    """Put one correction into words; answers about health are withheld."""
    group = group_of(application, addendum.section)
    values = getattr(addendum, "values", None)
    withheld = {row.key for row in addendum.health.all()}
    before, after = (values.before, values.after) if values is not None else ({}, {})
    return ShownAddendum(
        row=addendum,
        title=str(group.title) if group else addendum.section,
        kind=_KINDS[AddendumState(addendum.state)],
        state=str(AddendumState(addendum.state).label),
        changes=changes_in_words(application, group, before, after, withheld=withheld) if group else [],
        reason=values.reason if values is not None else "",
        answer=getattr(getattr(addendum, "answer", None), "text", ""),
        erased=values is None,
    )


def changes_in_words(
    application: Application,
    group: Group,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    withheld: Collection[str] = (),
) -> list[Change]:
    """Return the questions of a group that differ, in the form's order."""
    language = get_language() or "en"
    changes = []
    for question in group.questions:
        label = str(question.label)
        if question.key in withheld:
            changes.append(Change(label, "", "", withheld=True))
        elif question.key in after:
            old, new = (
                display_items(question, answers.get(question.key), language, call=application.call) or _("Not answered")
                for answers in (before, after)
            )
            changes.append(Change(label, old, new))
    if group.entries is not None and group.key in after:
        old, new = (_entries(group, answers.get(group.key), language, application) for answers in (before, after))
        changes.append(Change(str(group.entries.title), old, new))
    return changes


def _entries(group: Group, entries: Any, language: str, application: Application) -> str | list[str]:
    """All entries of a group, a line each."""
    return listed_entries(group, entries or [], language, call=application.call) or _("Not answered")


def steps_of(shown: Sequence[ShownAddendum]) -> list[Step]:
    """Return what happened with corrections, for the timeline."""
    steps = []
    for each in shown:
        steps.append(Step("done", _("You corrected “%(title)s”") % {"title": each.title}, each.received))
        if each.row.decided_at is not None:
            steps.append(
                Step(
                    "done",
                    _("Correction of “%(title)s”: %(state)s") % {"title": each.title, "state": each.state},
                    each.row.decided_at,
                )
            )
    return steps


def group_of(application: Application, key: str) -> Group | None:
    """Return the section of this key, None where the form has none."""
    return next((group for group in definition_of(application).groups if group.key == key), None)
