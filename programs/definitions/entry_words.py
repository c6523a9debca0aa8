"""Entries as people read them: a heading each, and all answers of one on a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext, pgettext_lazy

from portal.common.punctuation import on_one_line
from portal.common.translated import pick
from programs.definitions.deriving import derived_in
from programs.definitions.display import display
from programs.definitions.shapes import Entries, Group
from programs.vocabulary import vocabulary

if TYPE_CHECKING:
    from programs.models import Call

RANKS = (
    pgettext_lazy("one of several wishes", "First choice"),
    pgettext_lazy("one of several wishes", "Second choice"),
    pgettext_lazy("one of several wishes", "Third choice"),
    pgettext_lazy("one of several wishes", "Fourth choice"),
    pgettext_lazy("one of several wishes", "Fifth choice"),
)


def rank_in_words(number: int) -> str:
    """Return what the choice with this number (from 1) is called."""
    if number <= len(RANKS):
        return str(RANKS[number - 1])
    return pgettext("one of several wishes", "Choice %(number)s") % {"number": number}


def entry_title(entries: Entries, place: int) -> str:
    """Return the heading of the entry at a place (from 1): which choice it is, or the title with its number."""
    if entries.ranked:
        return rank_in_words(place)
    if entries.at_most == 1:
        return str(entries.title)
    return _("%(title)s %(number)s") % {"title": entries.title, "number": place}


def rows_of(
    group: Group, answers: Mapping[str, Any], language: str, *, call: Call | None = None
) -> list[dict[str, Any]]:
    """Return a row of `key` and `value` for each entry, the value a list of lines, and one for each fact worked out.

    Rows are in `language`. A group whose other answers lead to no entries has none.
    """
    asked = group.entries
    if asked is None or not asked.applies(answers):
        entries: list[Mapping[str, Any]] = []
    else:
        entries = list(answers.get(group.key) or [])
    with override(language):
        rows: list[dict[str, Any]] = []
        if asked is not None:
            rows = [
                {"key": entry_title(asked, place), "value": _lines(asked, entry, language, call)}
                for place, entry in enumerate(entries, start=1)
            ]
            if not rows and asked.applies(answers):
                rows = [{"key": str(asked.title), "value": ""}]
        for found in derived_in(group, answers):
            worded = next(each.instead for each in group.derived if each.fact == found.fact)
            value = display(worded, found.value, language, call=call)
            rows.append({"key": _name(found.fact, language), "value": [value, *found.lines] if found.lines else value})
    return rows


def listed_entries(
    group: Group, entries: Iterable[Mapping[str, Any]], language: str, *, call: Call | None = None
) -> list[str]:
    """Return a line for each entry: its heading and everything in it, in `language`."""
    asked = group.entries
    if asked is None:
        return []
    with override(language):
        return [
            on_one_line(entry_title(asked, place), "; ".join(_lines(asked, entry, language, call)))
            for place, entry in enumerate(entries, start=1)
        ]


def _lines(asked: Entries, entry: Mapping[str, Any], language: str, call: Call | None) -> list[str]:
    given = [question for question in asked.questions if question.key in entry and question.applies(entry)]
    lines = []
    for question in given:
        answer = display(question, entry[question.key], language, call=call)
        # A question ends with its own mark; after anything else stands a colon.
        asks = pick(question.label, language)
        lines.append(f"{asks} {answer}" if asks.endswith(("?", "？")) else on_one_line(asks, answer))
    return lines


def _name(fact: str, language: str) -> str:
    return vocabulary()[fact].label(language)
