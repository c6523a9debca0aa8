"""Data in several languages: a JSON object per locale with a stated fallback chain."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LOCALES = ("en", "fr", "nl", "ja")
FALLBACK = ("en", "ja", "fr", "nl")  # after the reader's own language


def pick(texts: Mapping[str, str], language: str | None = None) -> str:
    """Return the text in `language` (the reader's when None), else the first of FALLBACK that is there, else ''."""
    wanted = (language or get_language() or "en").split("-")[0]
    for code in (wanted, *FALLBACK):
        if texts.get(code):
            return texts[code]
    return ""


class Translated(dict[str, str]):
    """A dict of texts per locale that prints as the reader's language."""

    def __str__(self) -> str:
        return pick(self)


def validate_translated(value: Any) -> None:
    """Raise ValidationError unless `value` is an object of known locales to strings."""
    if not isinstance(value, Mapping):
        raise ValidationError(_("Texts must be an object such as {“en”: “…”}."), code="not_an_object")
    for code, text in value.items():
        if code not in LOCALES or not isinstance(text, str):
            raise ValidationError(
                _("“%(code)s” is not a language with a text; use %(choices)s."),
                params={"code": code, "choices": ", ".join(LOCALES)},
                code="unknown_locale",
            )


class TranslatedField(models.JSONField):
    """`jsonb` of texts per locale; reads back as `Translated`."""

    default_validators = [validate_translated]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        loaded = super().from_db_value(value, expression, connection)
        return Translated(loaded) if isinstance(loaded, dict) else loaded
