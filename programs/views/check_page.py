"""What the pages of “Am I eligible?” show: a step with where one stands beside it, and the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from portal.common import clock
from programs.check_steps import Steps, only, resumed
from programs.definitions import Definition, Group
from programs.definitions.answers import to_answers
from programs.definitions.display import display
from programs.eligibility import Bound
from programs.eligibility_check import CheckResult, check
from programs.forms.check_form import carried, check_form
from programs.forms.group_form import AnswersForm
from programs.models import Call, CallState
from programs.services.check_counts import Tally

Page = tuple[str, dict[str, Any]]
"""A template and what it is filled with."""


@dataclass(frozen=True)
class Sent:
    """What a page of the check sent: how far it was, and the answers that can be read."""

    call: Call
    bound: Bound
    steps: Steps
    data: QueryDict
    form: AnswersForm

    @classmethod
    def read(cls, call: Call, bound: Bound, group: Group, data: QueryDict) -> Sent:
        """Return what was sent. Without a word on what was asked, everything was."""
        steps = resumed(group, bound, data.getlist("asked") if "asked" in data else None)
        form = check_form(steps.asked_group, call=call, data=data)
        form.full_clean()
        return cls(call, bound, steps, data, form)

    @cached_property
    def answers(self) -> dict[str, Any]:
        """The answers by question key, without those that cannot be read."""
        return to_answers(self.steps.asked_group, self.form.cleaned_data)

    @cached_property
    def result(self) -> CheckResult:
        """What the answers come to."""
        return check(self.call, self.bound, self.answers, today=clock.now().astimezone(self.call.zone).date())

    @cached_property
    def left(self) -> list[str]:
        """The questions that are still to be asked."""
        return self.steps.left(self.answers)

    @property
    def finished(self) -> bool:
        """Whether the check has come to its end: everything is answered, or a rule stops this person."""
        asked = self.steps.asked_group.questions
        open_ones = [q for q in asked if q.applies(self.answers) and q.key not in self.answers]
        return bool(self.result.stopped_by) or not (self.left or open_ones)

    def again(self, steps: Steps) -> AnswersForm:
        """Return the form of other steps with what was typed."""
        return check_form(steps.asked_group, call=self.call, data=self.data)

    def before(self) -> AnswersForm:
        """Return the form of the step before this one."""
        return self.again(self.steps.back())

    def readable(self) -> Group:
        """Return the questions without those whose answers cannot be read: on another step nobody would see why."""
        group = self.steps.group
        return only(group, {question.key for question in group.questions} - self.form.errors.keys())


def asking(
    call: Call, steps: Steps, form: AnswersForm, *, tally: Tally, sent: Sent | None = None, whole: bool = False
) -> Page:
    """Return the page of a step; what an earlier answer gives as an error is shown with it.

    `sent` is what the page before sent, None at the beginning; `whole` that all answers are there to be changed.
    """
    answers = sent.answers if sent else {}
    shown = {*steps.current, *form.errors} & set(form.fields)
    before = len(steps.keys) - len(steps.current)
    after = len(steps.left(answers))
    wrong = bool(form.errors)
    return "programs/eligibility.html", {
        **_frame(call, tally),
        "form": form,
        "sections": _sections(call, form, shown, titled=whole),
        "asked": steps.asked,
        "carried": carried(sent.readable(), sent.data, apart_from=shown) if sent else [],
        "result": None if wrong or sent is None else sent.result,
        "number": len(steps.asked),
        "whole": whole,
        "first": before + 1,
        "last": before + len(steps.current),
        "total": before + len(steps.current) + after,
        "left": steps.open_ones(answers),
        "more": bool(after),
    }


def brief(sent: Sent) -> Page:
    """Return where one stands, alone: what is put beside the questions while they are answered."""
    return "programs/_standing.html", {
        "call": sent.call,
        "result": sent.result,
        "left": sent.steps.open_ones(sent.answers),
    }


def result_page(sent: Sent, *, tally: Tally) -> Page:
    """Return the result with the answers it rests on."""
    steps = sent.steps.whole(sent.answers)
    return "programs/eligibility_result.html", {
        **_frame(sent.call, tally),
        "result": sent.result,
        "asked": steps.asked,
        "carried": carried(sent.steps.group, sent.data, apart_from=()),
        "answered": _answered(sent.call, steps.asked_group, sent.answers),
    }


def _frame(call: Call, tally: Tally) -> dict[str, Any]:
    return {
        "call": call,
        "is_open": call.state is CallState.OPEN,
        "tally": tally.signed(),
        "crumbs": [{"href": reverse("call", args=[call.slug]), "label": str(call.round)}],
    }


def _sections(call: Call, form: AnswersForm, shown: set[str], *, titled: bool) -> list[tuple[str, list[object]]]:
    """The fields that the page shows; under the titles of the application's groups where there are many."""
    definition = Definition.from_version(call.programme_version)
    found: dict[str, list[object]] = {}
    for field in form:
        if field.name in shown:
            title = str(definition.group_of(field.name).title) if titled else ""
            found.setdefault(title, []).append(field)
    return list(found.items())


def _answered(call: Call, group: Group, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each question with its answer in words, '' where it was left open."""
    language = get_language() or "en"
    return [
        (str(question.label), display(question, answers.get(question.key), language, call=call))
        for question in group.questions
    ]
