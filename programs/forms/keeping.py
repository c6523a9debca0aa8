"""What is kept of a page that somebody is still typing on: what can be read, and the rest as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.common.punctuation import on_one_line
from programs.definitions.answers import to_answers
from programs.definitions.entry_words import entry_title
from programs.forms.group_form import AnswersForm
from programs.forms.section_form import SectionForm

Answers = Mapping[str, Any]
_OPEN: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True)
class Kept:
    """The answers to store, and what of the page is not among them, in words."""

    answers: dict[str, Any]
    left_out: tuple[str, ...]


def what_can_be_kept(form: SectionForm, known: Answers) -> Kept:
    """Return what to store of a page, given what is stored. Only after `is_valid`, which may have said no.

    A date half typed does not take the place of the one that was there; whatever else was typed beside it is kept.
    """
    answers, left_out = _readable(form.plain, known)
    asked = form.group.entries
    if asked is None or not form.asks_entries:
        return Kept(answers, tuple(left_out))
    before = list(known.get(form.group.key) or [])
    if form.too_many:
        entries, left_out = before, [*left_out, str(asked.title)]
    else:
        entries = []
        for place, each in enumerate(form.entries):
            entry, unread = _readable(each, _as_it_was(place, form.entries, before))
            title = entry_title(asked, place + 1)
            left_out += [on_one_line(title, label) if len(form.entries) > 1 else label for label in unread]
            entries += [entry] if entry else []
    if entries:
        answers[form.group.key] = entries
    return Kept(answers, tuple(left_out))


def _readable(form: AnswersForm, known: Answers) -> tuple[dict[str, Any], list[str]]:
    """Return the answers to one form's questions, and what those are called that could not be read.

    What depends on an answer that stays as it was stays with it.
    """
    cleaned = getattr(form, "cleaned_data", {})
    stays: dict[str, Any] = {}
    for question in form.group.questions:
        leads = question.only_if.question if question.only_if else ""
        unread = question.key in form.errors or (leads in stays and cleaned.get(question.key) in _OPEN)
        if unread and question.key in known:
            stays[question.key] = known[question.key]
    answers = to_answers(form.group, {**cleaned, **stays})
    left_out = [
        str(field.label)
        for key, field in form.fields.items()
        if key in form.errors or (cleaned.get(key) not in _OPEN and key not in answers)
    ]
    return answers, left_out


def _as_it_was(place: int, forms: Sequence[AnswersForm], before: Sequence[Answers]) -> Answers:
    """Return the stored entry that one on the page was made from, {} for a new one.

    An entry left empty in between is not stored, so places may have moved: the two must have something in common, and
    more than the stored one has with any other entry of the page.
    """
    sent = [to_answers(form.group, getattr(form, "cleaned_data", {})) for form in forms]
    mine = sent[place]
    at_the_place = before[place : place + 1]
    for stored in [*at_the_place, *before]:
        alike = [sum(answers.get(key) == value for key, value in stored.items()) for answers in sent]
        if stored not in sent and alike[place] and alike[place] == max(alike):
            return stored
    if not mine and at_the_place and at_the_place[0] not in sent:
        return at_the_place[0]
    return {}
