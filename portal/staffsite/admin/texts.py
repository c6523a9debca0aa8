"""Columns of texts per language, and of values by name, on read-only pages: in words, not as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

_BREAK = mark_safe("<br>")
Shown = Callable[[Any, Any], str]


def in_each_language(column: str, label: Any) -> Shown:
    """Return a method of an admin that shows a TranslatedField, each text marked with its language."""

    @admin.display(description=label)
    def shown(self: Any, row: Any) -> str:
        return format_html_join(_BREAK, '<span lang="{}">{}</span>', getattr(row, column).items())

    return shown


def by_name(column: str, label: Any) -> Shown:
    """Return a method of an admin that shows an object of names and values, one a line."""

    @admin.display(description=label)
    def shown(self: Any, row: Any) -> str:
        return format_html_join(_BREAK, "{}: {}", getattr(row, column).items())

    return shown
