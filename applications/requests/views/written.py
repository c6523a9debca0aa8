"""What somebody typed into an answer: as it is kept, beside what another window kept, and where it can no longer go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from applications.requests.models import Request, RequestDraft, RequestWords
from applications.requests.workflow import Event
from applications.views.differing import table_of
from portal.common.written import showable

WHY = "the request came through a scope, or by its link"
MOST_TYPED = 20_000  # characters of one field that a draft keeps; what may be sent is less
BASED_ON = "based_on"  # the hidden field: which draft the page was made from


@dataclass(frozen=True)
class Unsent:
    """A field's label, and what was typed into it and not sent."""

    label: str
    text: str


def typed_in(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """Return what was posted for these fields."""
    return {name: showable(request.POST.get(name, ""))[:MOST_TYPED] for name in names}


def draft_of(asked: Request) -> RequestDraft | None:
    """Return what is kept of an answer that is not sent."""
    return RequestDraft.objects.unscoped(WHY).filter(request=asked).first()


def beside(form: forms.Form, stored: Mapping[str, str], mine: Mapping[str, str]) -> dict[str, Any]:
    """Return the table (columns, rows) of what another window kept and what was typed here, where they differ."""
    rows = [
        [_label(form, name), _shown(form, name, stored.get(name, "")), _shown(form, name, text)]
        for name, text in mine.items()
        if name in form.fields and stored.get(name, "") != text
    ]
    return table_of(rows)


def unsent(asked: Request, form: forms.Form, mine: Mapping[str, str]) -> list[Unsent]:
    """Return what was typed and is not in the answer that was sent: nobody's text vanishes because it came late."""
    rows = RequestWords.objects.unscoped(WHY).filter(request=asked, event__event=Event.RECEIVE)
    there = {_folded(text) for text in rows.values_list("text", flat=True)} | {"", str(asked.outcome)}
    return [
        Unsent(_label(form, name), _shown(form, name, text))
        for name, text in mine.items()
        if name in form.fields and _folded(text) not in there
    ]


def _label(form: forms.Form, name: str) -> str:
    return str(form.fields[name].label)


def _shown(form: forms.Form, name: str, value: str) -> str:
    field = form.fields[name]
    words = dict(cast(Any, field.choices)).get(value, value) if isinstance(field, forms.ChoiceField) else value
    return str(words) or _("Not answered")


def _folded(text: str) -> str:
    return " ".join(text.split())
