"""A date typed in three parts, in the order of documents: day, month, year."""

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from portal.common.datewords import PARTS, in_words, read_day, read_month, read_year
from portal.common.written import excerpt, showable

_MISSING = {
    ("day",): _("The day is missing. Enter a day, a month and a year."),
    ("month",): _("The month is missing. Enter a day, a month and a year."),
    ("year",): _("The year is missing. Enter a day, a month and a year."),
    ("day", "month"): _("The day and the month are missing. Enter a day, a month and a year."),
    ("day", "year"): _("The day and the year are missing. Enter a day, a month and a year."),
    ("month", "year"): _("The month and the year are missing. Enter a day, a month and a year."),
}


class DatePartsWidget(forms.MultiWidget):
    """Three text inputs named `<key>_day`, `<key>_month` and `<key>_year`, with ids `<id>_day` and so on."""

    has_labelled_parts = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, autocomplete: str = "") -> None:
        self.wrong: tuple[str, ...] = ()  # parts in error, set by the field when it cleans
        super().__init__({part: forms.TextInput(_attrs(part, autocomplete)) for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Return the parts of a stored date as one would type them."""
        return _as_typed(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Draw with a label on each input, for places that show the widget without the form pack."""
        context = super().get_context(name, value, attrs)
        for part, inner in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            id_ = context["widget"]["attrs"].get("id")
            if id_:
                inner["attrs"]["id"] = f"{id_}_{part}"
            inner["value"] = showable(inner["value"]) if inner["value"] else inner["value"]
            inner["label"] = _label(part)
            inner["attrs"]["aria-label"] = inner["label"]
            inner["attrs"].pop("aria-invalid", None)
            if part in self.wrong:
                inner["attrs"]["aria-invalid"] = "true"
        return context

    def subwidgets(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """Give the three inputs one by one to the form pack, which draws a visible label beside each."""
        for inner in self.get_context(name, value, attrs)["widget"]["subwidgets"]:
            del inner["attrs"]["aria-label"]
            yield inner

    def id_of_first_wrong(self, id_: str) -> str:
        """Return the id of the first part to mend: where a link of the error summary leads."""
        return f"{id_}_{self.wrong[0] if self.wrong else PARTS[0]}"


class DatePartsField(forms.Field):
    """A calendar date (no zone). `example` is shown as the hint; its day is over 12, so that the order is plain.

    `earliest` and `latest` bound it, both allowed. `autocomplete="bday"` lets a browser fill in a birth date.
    """

    widget = DatePartsWidget
    default_error_messages = {
        "required": _("Enter a day, a month and a year."),
        "day": _("The day must be a number from 1 to 31, not “%(typed)s”."),
        "month": _("The month must be a number from 1 to 12 or a name such as March, not “%(typed)s”."),
        "year": _("The year must have four digits, such as 1998."),
        "no_such_day": _("%(date)s is not a date. Check the day."),
        "too_early": _("The date must be %(limit)s or later."),
        "too_late": _("The date must be %(limit)s or earlier."),
    }

    def __init__(
        self,
        *,
        example: date = date(1998, 3, 27),
        earliest: date | None = None,
        latest: date | None = None,
        autocomplete: str = "",
        **kwargs: Any,
    ) -> None:
        if example.day <= 12:
            raise ValueError(f"The example {example} could be read as month and day; take a day after the 12th.")
        kwargs.setdefault("widget", DatePartsWidget(autocomplete=autocomplete))
        kwargs.setdefault("help_text", _example_hint(example))
        super().__init__(**kwargs)
        self.earliest = earliest
        self.latest = latest

    def clean(self, value: Any) -> date | None:
        """Return the date, None when all parts are blank and none is required. Raises ValidationError in words."""
        parts = dict(zip(PARTS, [str(part or "").strip() for part in value or ("", "", "")], strict=True))
        self._mark()
        if not any(parts.values()):
            if self.required:
                self._mark(*PARTS)
            self.validate(None)
            return None
        missing = tuple(part for part in PARTS if not parts[part])
        wrong, errors, numbers = self._numbers(parts)
        if missing or wrong:
            self._mark(*(part for part in PARTS if part in missing or part in wrong))
            if missing:
                errors.insert(0, ValidationError(_MISSING[missing], code="incomplete"))
            raise ValidationError(errors)
        found = self._date(**numbers)
        self._bound(found)
        self.run_validators(found)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether what was typed means another date. What is no date always counts as changed."""
        before = _as_typed(initial)
        try:
            now = _as_typed(self.clean(data))
        except ValidationError:
            return True
        return before != now

    def _numbers(self, parts: dict[str, str]) -> tuple[list[str], list[ValidationError], dict[str, int]]:
        wrong, errors, numbers = [], [], {}
        for part, read in (("day", read_day), ("month", read_month), ("year", read_year)):
            number = read(parts[part])
            if number is not None:
                numbers[part] = number
            elif parts[part]:
                wrong.append(part)
                errors.append(_error(self, part, typed=parts[part]))
        return wrong, errors, numbers

    def _date(self, *, day: int, month: int, year: int) -> date:
        try:
            return date(year, month, day)
        except ValueError as impossible:
            self._mark("day")
            raise _error(self, "no_such_day", date=in_words(day, month, year)) from impossible

    def _bound(self, found: date) -> None:
        for limit, outside, code in (
            (self.earliest, self.earliest and found < self.earliest, "too_early"),
            (self.latest, self.latest and found > self.latest, "too_late"),
        ):
            if limit and outside:
                self._mark(*PARTS)
                raise _error(self, code, limit=in_words(limit.day, limit.month, limit.year))

    def _mark(self, *wrong: str) -> None:
        cast(DatePartsWidget, self.widget).wrong = wrong


def _as_typed(value: Any) -> list[str]:
    if isinstance(value, str):
        value = date.fromisoformat(value) if value else None
    return [str(value.day), str(value.month), f"{value.year:04d}"] if isinstance(value, date) else ["", "", ""]


def _example_text(example: date) -> str:
    return gettext("For example, %(day)s %(month)s %(year)s") % {
        "day": example.day,
        "month": example.month,
        "year": example.year,
    }


# Lazy: written when the page is made, in the language of its reader.
_example_hint = lazy(_example_text, str)


def _error(field: forms.Field, code: str, **params: str) -> ValidationError:
    return ValidationError(
        field.error_messages[code], code=code, params={key: excerpt(text, limit=30) for key, text in params.items()}
    )


def _label(part: str) -> str:
    return {
        "day": pgettext("part of a date", "Day"),
        "month": pgettext("part of a date", "Month"),
        "year": pgettext("part of a date", "Year"),
    }[part]


def _attrs(part: str, autocomplete: str) -> dict[str, Any]:
    attrs = {"class": f"date-part date-part-{part}"}
    if part != "month":  # a month may be a name
        attrs["inputmode"] = "numeric"
    if autocomplete:
        attrs["autocomplete"] = f"{autocomplete}-{part}"
    return attrs
