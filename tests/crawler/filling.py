"""A form filled in as somebody would, so that what it guards is reached; and with one field changed."""

from __future__ import annotations

from typing import Any

from portal.common import clock
from tests.crawler.pages import Field, Form
from tests.scenarios import photo

CHOSEN = ("select", "radio", "checkbox")
# Django's own controls, the same on every form.
BESIDE_THE_POINT = {"csrfmiddlewaretoken", "select_across", "index", "_popup", "_to_field", "next"}
TYPED = ("text", "number")
Data = dict[str, Any]


def filled(form: Form) -> Data:
    """Return what a browser would send, with something believable where nothing is filled in yet."""
    data: Data = {}
    for field in form.fields:
        value = _value(field)
        if value is not None:
            data[field.name] = value
    if form.button is not None:
        data[form.button[0]] = form.button[1]
    if "form-TOTAL_FORMS" in data:
        data["_save"] = "Save"  # a list edited in place, whose button the page need not show
    return data


def _value(field: Field) -> Any:
    if field.name == "_selected_action":
        return list(field.options)
    if field.kind in TYPED and (fitting := _fitting(field.name)):
        return field.value or fitting
    match field.kind:
        case "file":
            return photo(colour=(1, 2, 3))  # another picture than those of the world
        case "checkbox":
            return field.value if field.checked else None if field.name == "select_across" else field.options[0]
        case "select" | "radio":
            return field.value or next((option for option in field.options if option), "")
        case "hidden":
            return field.value
        case "number":
            return field.value or "1"
        case "url":
            return field.value or "https://visitor.example/"
        case "email":
            return field.value or "visitor@example.org"
        case "date":
            return field.value or f"{clock.now():%Y-%m-%d}"
    return field.value or ("2" if "rank" in field.name or "value" in field.name else "Words of a visitor.")


def _fitting(name: str) -> str:
    """Return what goes into a control whose name says what it asks for: a part of today's date, or a language."""
    today = clock.now()
    parts = {"_day": today.day, "_month": today.month, "_year": today.year, "_language": "ka"}
    return next((str(value) for end, value in parts.items() if name.endswith(end)), "")


def names_a_row(field: Field) -> bool:
    """Say whether a field takes a key, a reference or a choice: whatever could be somebody else's."""
    if field.name in BESIDE_THE_POINT or field.name.endswith(("_FORMS", "-__prefix__")):
        return False
    if field.kind in CHOSEN:
        return field.kind != "checkbox" or field.options != ("on",)
    if field.kind == "hidden":
        return True
    return field.name.endswith(("_id", "-id", "_pk")) or field.value.isdigit()


def changed(data: Data, name: str, value: Any) -> Data:
    """Return the same form with one field changed."""
    return {**data, name: value}
