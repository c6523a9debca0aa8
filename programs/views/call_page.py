"""What the page of a call shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.common.reader_language import reader_language
from programs.bindings import bound_of
from programs.definitions import Definition, Statement
from programs.eligibility import requirement_sentence
from programs.eligibility_check import code_names
from programs.lot import commitment
from programs.models import Call, CallState, Theme
from programs.queries import current_binding, days_left
from programs.sources import Source
from programs.vocabulary import sources, vocabulary


@dataclass(frozen=True)
class CallCard:
    """A call in a list, at this moment."""

    call: Call

    @property
    def state(self) -> CallState:
        """Announced, open or ended."""
        return self.call.state

    @property
    def days_left(self) -> int | None:
        """Days until the deadline while it is open."""
        return days_left(self.call)

    @property
    def kind(self) -> str:
        """The shape of the state's tag."""
        return {CallState.OPEN: "pass", CallState.ANNOUNCED: "wait"}.get(self.state, "todo")

    @property
    def name(self) -> str:
        """The programme's round and the office, as one line."""
        return _("%(round)s, %(office)s") % {"round": self.call.round, "office": self.call.office}


@dataclass(frozen=True)
class Requirement:
    """One numbered requirement with its sentences: a number may stand for two rules."""

    number: str
    sentences: list[str]
    sources: list[Source]


def call_context(call: Call) -> dict[str, Any]:
    """Return everything the page of an announced call needs; reads nothing that is not prefetched."""
    definition = Definition.from_version(call.programme_version)
    card = CallCard(call)
    return {
        "call": call,
        "card": card,
        "definition": definition,
        "is_open": card.state is CallState.OPEN,
        "is_ended": card.state is CallState.ENDED,
        "is_announced": card.state is CallState.ANNOUNCED,
        "sources_of": sources_of(definition),
        "requirements": requirements(call),
        "theme_table": theme_table(list(call.themes.all()), definition.choice_fact),
        "lot": commitment(call.lot_seed),
        "lot_seed": call.lot_seed if call.lot_published_at else "",
        "crumbs": [
            {"href": reverse("programme_list"), "label": _("Programmes")},
            {"href": reverse("programme", args=[definition.key]), "label": str(definition.name)},
        ],
    }


def sources_of(definition: Definition) -> dict[str, list[Source]]:
    """Return the sources of each list of statements, each source once."""
    return {
        "for_whom": _named(definition.for_whom),
        "offer": _named(definition.offer),
        "duties": _named(definition.duties),
    }


def _named(statements: tuple[Statement, ...]) -> list[Source]:
    keys = dict.fromkeys(key for statement in statements for key in statement.sources)
    return [sources()[key] for key in keys if key in sources()]


def requirements(call: Call) -> list[Requirement]:
    """Return the bound rules as sentences with this call's values, under their published numbers."""
    binding = current_binding(call)
    if binding is None:
        return []
    bound, language = bound_of(binding), reader_language()
    names = code_names(call, language)
    found: dict[str, Requirement] = {}
    for rule in bound.rules:
        entry = found.setdefault(rule.requirement, Requirement(rule.requirement, [], []))
        sentence = requirement_sentence(bound, rule.key, language=language, names=names)
        if sentence not in entry.sentences:
            entry.sentences.append(sentence)
        said = [sources()[key].in_language(language) for key in rule.sources if key in sources()]
        entry.sources.extend(source for source in said if source not in entry.sources)
    return list(found.values())


def theme_table(themes: list[Theme], fact: str | None = "theme") -> dict[str, Any] | None:
    """Return the themes as caption, columns and rows, None when the call has none.

    Positions and courses go by the name of the `fact` that choosing one states; dates and places are shown of those
    that have any.
    """
    if not themes:
        return None
    is_theme = fact is None or fact == "theme"
    word = _("Theme") if is_theme else vocabulary()[fact or ""].label(get_language() or "en")
    columns: list[dict[str, Any]] = [{"label": word}]
    rows = [[str(theme.name)] for theme in themes]
    if is_theme or any(theme.starts_on for theme in themes):
        columns.append({"label": pgettext("of a theme", "Dates")})
        rows = [[*row, _dates(theme)] for row, theme in zip(rows, themes, strict=True)]
    if is_theme or any(theme.places is not None for theme in themes):
        columns.append({"label": pgettext("of a theme", "Places"), "numeric": True})
        rows = [[*row, _places(theme)] for row, theme in zip(rows, themes, strict=True)]
    return {"caption": _("Themes") if is_theme else word, "columns": columns, "rows": rows}


def _dates(theme: Theme) -> str:
    if not theme.starts_on or not theme.ends_on:
        return _("Not set yet")
    return _("%(first)s to %(last)s") % {
        "first": formats.date_format(theme.starts_on, "MONTH_DAY_FORMAT"),
        "last": formats.date_format(theme.ends_on, "DATE_FORMAT"),
    }


def _places(theme: Theme) -> str:
    return _("Not set yet") if theme.places is None else str(theme.places)
