"""Answers and documents in words, as pages list them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application
from applications.queries import answers_of, definition_of, document_slots
from applications.views.files import file_in_words
from applications.views.tasks import href_of
from programs.definitions.entry_words import rows_of
from programs.forms import display_items


def sections_in_words(
    application: Application,
    *,
    include_health: bool,
    changing: bool = False,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    href: Callable[[Application, str], str] = href_of,
) -> list[dict[str, Any]]:
    """Return each section with its questions and answers; `changing` adds the way to change them.

    Without `include_health` a health question says only that it is kept apart: the page may be printed.
    Questions that the other answers make moot are left out. `answers` are those of a snapshot, by group, where the
    words are about what was frozen. `href` says where a section is changed.
    """
    language = get_language() or "en"
    answers = answers_of(application, include_health=include_health) if answers is None else answers
    sections = []
    for group in definition_of(application).groups:
        given = answers.get(group.key, {})
        change = f"{href(application, group.key)}?return=check" if changing else ""
        rows = [
            {
                "key": str(question.label),
                "value": _("Kept apart and not printed here.")
                if question.health and not include_health
                else display_items(question, given.get(question.key), language, call=application.call),
            }
            for question in group.questions
            if question.applies(given)
        ]
        rows += rows_of(group, given, language, call=application.call)
        sections.append({"key": group.key, "title": str(group.title), "rows": rows, "change_href": change})
    return sections


def documents_in_words(
    application: Application, *, changing: bool = False, by_staff: bool = False
) -> list[dict[str, Any]]:
    """Return the documents with their files; `changing` adds those that may be left out and were."""
    return [
        {"slot": slot, "file": file_in_words(document, by_staff=by_staff) if document else None}
        for slot, document in document_slots(application)
        if document or slot.required or changing
    ]
