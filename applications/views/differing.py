"""Two sets of answers to the same questions, beside each other where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programs.definitions import Group
from programs.definitions.entry_words import rows_of
from programs.forms import display
from programs.models import Call


def table_of(rows: list[list[str]]) -> dict[str, Any]:
    """Return the table (columns, rows) of what another window saved and what was typed here, where they differ."""
    columns = [{"label": _("Question")}, {"label": _("Saved in the other window")}, {"label": _("What you typed here")}]
    return {"columns": columns, "rows": rows}


def differing_answers(
    group: Group, stored: Mapping[str, Any], mine: Mapping[str, Any], *, call: Call
) -> list[list[str]]:
    """Return question, stored answer and the other one for whatever differs, entries by their place."""
    language = get_language() or "en"
    open_words = _("Not answered")
    rows = [
        [
            str(question.label),
            *(
                display(question, answers.get(question.key), language, call=call) or open_words
                for answers in (stored, mine)
            ),
        ]
        for question in group.questions
        if stored.get(question.key) != mine.get(question.key)
    ]
    if group.entries is None or stored.get(group.key) == mine.get(group.key):
        return rows
    before, after = (
        {row["key"]: _on_lines(row["value"]) for row in rows_of(group, answers, language, call=call)}
        for answers in (stored, mine)
    )
    for title in dict.fromkeys([*before, *after]):
        if before.get(title) != after.get(title):
            rows.append([title, before.get(title) or open_words, after.get(title) or open_words])
    return rows


def _on_lines(value: str | list[str]) -> str:
    return "; ".join(value) if isinstance(value, list) else value
