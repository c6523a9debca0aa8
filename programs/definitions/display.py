"""Answers as people read them: on "check your answers", in the dossier, in exports."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_countries import countries

from portal.common.translated import pick
from programs.definitions.kinds import QuestionType
from programs.definitions.shapes import Question

if TYPE_CHECKING:
    from programs.models import Call


def display(question: Question, answer: Any, language: str, *, call: Call | None = None) -> str:
    """Return an answer in words, '' for none. `call` names its themes; without it their keys are shown."""
    if answer in (None, "", []):
        return ""
    with override(language):
        return "; ".join(_one(question, item, language, call) for item in _items(answer))


def display_items(question: Question, answer: Any, language: str, *, call: Call | None = None) -> str | list[str]:
    """Return an answer in words, as a list where several things were chosen."""
    if isinstance(answer, list) and len(answer) > 1:
        with override(language):
            return [_one(question, item, language, call) for item in answer]
    return display(question, answer, language, call=call)


def _items(answer: Any) -> list[Any]:
    return answer if isinstance(answer, list) else [answer]


def _one(question: Question, value: Any, language: str, call: Call | None) -> str:
    match question.type:
        case QuestionType.DATE:
            return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
        case QuestionType.BOOL | QuestionType.DECLARATION:
            return _("Yes") if value else _("No")
        case QuestionType.COUNTRY | QuestionType.COUNTRIES:
            return str(countries.name(value)) or pick(dict(question.choices).get(value, {}), language) or str(value)
        case QuestionType.CHOICE | QuestionType.CHOICES:
            return pick(dict(question.choices).get(value, {}), language) or str(value)
        case QuestionType.THEME | QuestionType.THEMES:
            return _theme(value, language, call)
        case _:
            return str(value)


def _theme(key: str, language: str, call: Call | None) -> str:
    for theme in call.themes.all() if call else ():
        if theme.key == key:
            return pick(theme.name, language)
    return key
