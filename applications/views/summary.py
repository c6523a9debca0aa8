"""Answers and documents in words, as pages list them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application
from applications.queries import answers_of, definition_of
from applications.views.files import file_in_words, slots_to_show
from programs.forms import display_items


def sections_in_words(
    application: Application, *, include_health: bool, changing: bool = False
) -> list[dict[str, Any]]:
    """Return each section with its questions and answers; `changing` adds the way to change them.

    Without `include_health` a health question says only that it is kept apart: the page may be printed.
    Questions that the other answers make moot are left out.
    """
    language = get_language() or "en"
    answers = answers_of(application, include_health=include_health)
    sections = []
    for group in definition_of(application).groups:
        given = answers.get(group.key, {})
        href = (
            reverse("application_section", args=[application.reference, group.key]) + "?return=check"
            if changing
            else ""
        )
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
        sections.append({"key": group.key, "title": str(group.title), "rows": rows, "change_href": href})
    return sections


def documents_in_words(application: Application, *, changing: bool = False) -> list[dict[str, Any]]:
    """Return the documents with their files; `changing` adds those that may be left out and were."""
    return [
        {"slot": slot, "file": file_in_words(document) if document else None}
        for slot, document in slots_to_show(application)
        if document or slot.required or changing
    ]
