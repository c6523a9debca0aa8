"""A form class from a group of questions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.common import clock
from portal.common.forms import CleanTextField, DatePartsField
from programs.definitions.kinds import PersonField, QuestionType
from programs.definitions.shapes import TODAY, DateBound, Group, Question
from programs.forms.countries import CountriesField, CountryField
from programs.forms.fields import CodeField, CodesField, EmailField, NumberField, PhoneField, YesNoField
from programs.forms.several import RankedField

if TYPE_CHECKING:
    from programs.models import Call, Theme

MANY_CHOICES = 10
"""From this number on, a choice is a select instead of radio buttons."""


class AnswersForm(forms.Form):
    """Questions of one group. Field names are question keys.

    With `partial` nothing is required, so that half an answer can be kept for later; what is given must still be
    readable. A question that does not apply to the other answers is neither required nor read.
    """

    group: ClassVar[Group]
    partial: ClassVar[bool] = False
    use_required_attribute = False
    mark_optional = True  # whether questions that may stay open say so

    def _clean_fields(self) -> None:
        # Django's own loop, one question at a time: whether one applies depends on those before it.
        answers: dict[str, Any] = {}
        for name, bound in self._bound_items():  # type: ignore[attr-defined]
            question = self.group.question(name)
            if not question.applies(answers):
                self.cleaned_data[name] = None
                continue
            shown_as_required = bound.field.required
            bound.field.required = shown_as_required and not self.partial
            try:
                self.cleaned_data[name] = answers[name] = bound.field._clean_bound_field(bound)
            except ValidationError as error:
                self.add_error(name, error)
            finally:
                bound.field.required = shown_as_required

    def clean(self) -> dict[str, Any]:
        """Refuse answers that contradict each other, beside the later one."""
        cleaned = super().clean() or self.cleaned_data
        for question in self.group.questions:
            for contradiction in question.contradictions:
                if question.key in self.fields and contradiction.holds(cleaned):
                    self.add_error(question.key, str(contradiction.message))
            self._keep_order(question, cleaned)
        return cleaned

    def _keep_order(self, question: Question, cleaned: dict[str, Any]) -> None:
        """Refuse a date that lies before the one it comes after."""
        first, last = cleaned.get(question.not_before), cleaned.get(question.key)
        if isinstance(first, date) and isinstance(last, date) and last < first:
            message = _("This is before %(first)s, which you gave for “%(other)s”. Check both dates.")
            other = self.fields[question.not_before].label
            self.add_error(question.key, message % {"first": formats.date_format(first, "DATE_FORMAT"), "other": other})

    @cached_property
    def helper(self) -> FormHelper:
        """What crispy needs to know: the page itself holds the form element and its buttons."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


def group_form(group: Group, *, call: Call | None, partial: bool = False) -> type[AnswersForm]:
    """Return the form class for a group in a call, in the language of this moment.

    The call gives its themes, its zone ("today") and the country that telephone numbers are read in. A question
    for the theme is left out where the call has none.
    """
    fields = {question.key: answer_field(question, call=call) for question in group.questions}
    kept = {key: field for key, field in fields.items() if field is not None}
    if partial:
        for field in kept.values():
            if isinstance(field, CleanTextField):
                field.min_length = 0  # half a text is kept too
    for question in group.questions:
        if question.key in kept:
            vars(kept[question.key])["only_if"] = question.only_if  # the page says it in attributes
    return type("GroupForm", (AnswersForm,), {**kept, "group": group, "partial": partial})


def answer_field(question: Question, *, call: Call | None) -> forms.Field | None:
    """Return the field for a question, None for a theme where the call has no themes."""
    shown: dict[str, Any] = {"label": str(question.label), "required": question.required}
    if question.hint and question.type is not QuestionType.DATE:
        shown["help_text"] = str(question.hint)
    match question.type:
        case QuestionType.NAME | QuestionType.TEXT | QuestionType.LONG_TEXT:
            return _text_field(question, shown)
        case QuestionType.DATE:
            return _date_field(question, shown, call)
        case QuestionType.INT | QuestionType.DECIMAL:
            places = 2 if question.type is QuestionType.DECIMAL else 0
            return NumberField(minimum=question.minimum or 0, maximum=question.maximum or 0, places=places, **shown)
        case QuestionType.BOOL | QuestionType.DECLARATION:
            return YesNoField(**shown)
        case QuestionType.CHOICE:
            return _choice_field(_labels(question), shown)
        case QuestionType.CHOICES:
            return CodesField(choices=_labels(question), **shown)
        case QuestionType.COUNTRY:
            return CountryField(besides=_labels(question), **shown)
        case QuestionType.COUNTRIES:
            return CountriesField(besides=_labels(question), **shown)
        case QuestionType.EMAIL:
            return EmailField(**shown)
        case QuestionType.PHONE:
            return PhoneField(region=call.office.country.code if call else "", **shown)
        case QuestionType.THEME:
            themes = _themes(call)
            return _choice_field(themes, shown) if themes else None
        case QuestionType.THEMES:
            themes = _themes(call)
            return RankedField(choices=themes, at_most=question.at_most, **shown) if themes else None


def _themes(call: Call | None) -> list[tuple[str, str]]:
    return [(theme.key, _theme_label(theme)) for theme in call.themes.all()] if call else []


def _labels(question: Question) -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in question.choices]


def _text_field(question: Question, shown: dict[str, Any]) -> forms.Field:
    multiline = question.type is QuestionType.LONG_TEXT
    field = CleanTextField(max_length=question.max_length, min_length=question.min_length, multiline=multiline, **shown)
    field.widget.attrs["dir"] = "auto"  # a name in Arabic or Hebrew starts at the right
    if multiline:
        field.widget.attrs["rows"] = "12" if question.max_length > 1500 else "6"
    if question.type is QuestionType.NAME:
        field.widget.attrs["spellcheck"] = "false"
    if question.person is PersonField.FULL_NAME:
        field.widget.attrs["autocomplete"] = "name"
    return field


def _date_field(question: Question, shown: dict[str, Any], call: Call | None) -> forms.Field:
    born = question.person is PersonField.BIRTH_DATE
    today = clock.now().astimezone(call.zone).date() if call else clock.now().date()
    example = date(2003, 5, 27) if born else _day_to_show(today, past=question.latest == TODAY)
    field = DatePartsField(
        example=example,
        earliest=_bound(question.earliest, today),
        latest=_bound(question.latest, today),
        autocomplete="bday" if born else "",
        **shown,
    )
    if question.hint:
        # Translators: what a question says, then an example of a date.
        field.help_text = _("%(hint)s %(example)s.") % {"hint": question.hint, "example": field.help_text}
    return field


def _day_to_show(today: date, *, past: bool) -> date:
    """A day after the 12th: in a year to come, when documents run out and studies end, or in one gone by."""
    return date(today.year + (-2 if past else 2), (today + timedelta(days=90)).month, 27)


def _bound(bound: DateBound, today: date) -> date | None:
    return today if bound == TODAY else bound  # type: ignore[return-value]


def _choice_field(choices: list[tuple[str, str]], shown: dict[str, Any]) -> forms.Field:
    if len(choices) >= MANY_CHOICES:
        return CodeField(choices=[("", _("Choose an answer")), *choices], **shown)
    return CodeField(choices=choices, widget=forms.RadioSelect, **shown)


def _theme_label(theme: Theme) -> str:
    if not theme.starts_on or not theme.ends_on:
        return str(theme.name)
    return _("%(theme)s (%(first)s to %(last)s)") % {
        "theme": theme.name,
        "first": formats.date_format(theme.starts_on, "MONTH_DAY_FORMAT"),
        "last": formats.date_format(theme.ends_on, "DATE_FORMAT"),
    }
