"""The form of “Am I eligible?”: some of the questions visible, what was typed into the others carried along unseen.

Nothing else keeps the answers between two steps: no session, no cookie, no address.
"""

from __future__ import annotations

from collections.abc import Collection

from django.http import QueryDict

from portal.common.datewords import PARTS
from portal.common.written import showable
from programs.definitions.kinds import QuestionType
from programs.definitions.shapes import Group, Question
from programs.forms.group_form import AnswersForm, group_form
from programs.models import Call

LONGEST = 200
"""Characters of a carried value: no answer of a check is longer, and a page repeats no megabyte to its sender."""


def check_form(group: Group, *, call: Call, data: QueryDict | None = None) -> AnswersForm:
    """Return the form of these questions, none of them required."""
    form = group_form(group, call=call, partial=True)(data)
    form.mark_optional = False
    return form


def carried(group: Group, data: QueryDict, *, apart_from: Collection[str]) -> list[tuple[str, str]]:
    """Return names and values of what was sent for the questions of a group, but for those that the page shows."""
    return [
        (name, showable(value)[:LONGEST])
        for question in group.questions
        if question.key not in apart_from
        for name in _names(question)
        for value in data.getlist(name)
        if value
    ]


def _names(question: Question) -> list[str]:
    """What the controls of a question are called."""
    if question.type is QuestionType.DATE:
        return [f"{question.key}_{part}" for part in PARTS]
    return [question.key]
