"""Tags of the page templates: links that know where one is, and the list of a form's errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from django import template
from django.forms import BaseForm, BaseFormSet, CheckboxSelectMultiple, RadioSelect
from django.forms.boundfield import BoundField
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.common import datewords, punctuation
from portal.common.browsers import family

register = template.Library()


Shown: TypeAlias = "BaseForm | BaseFormSet[Any] | list[BaseForm] | str | None"


class ErrorLink(NamedTuple):
    """One line of the error summary: the id of the control to go to ("" when there is none), its label, the message."""

    target: str
    label: str
    message: str


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(context: template.Context, url: str, label: str, within: str = "") -> dict[str, Any]:
    """Show a link of a navigation. It is marked as current on its own page, and on every page below `within` or it."""
    path = getattr(context.get("request"), "path", "")
    url = str(url)  # it may be worked out only now
    below = path.startswith(within or url) and (within or url) != "/"
    return {"url": url, "label": label, "current": "page" if path == url else "true" if below else ""}


@register.simple_tag
def error_links(*forms: Shown) -> list[ErrorLink]:
    """Return every error of forms, lists of forms and formsets in reading order; names a template lacks are nothing."""
    return [link for form in forms for link in _links(form)]


def _links(form: Shown) -> Iterator[ErrorLink]:
    if isinstance(form, list):
        for member in form:
            yield from _links(member)
    elif isinstance(form, BaseFormSet):
        yield from (ErrorLink("", "", str(message)) for message in form.non_form_errors())
        for member in form.forms:
            yield from _links(member)
    elif isinstance(form, BaseForm):
        yield from (ErrorLink("", "", str(message)) for message in form.non_field_errors())
        for field in form:
            yield from (ErrorLink(first_control(field), str(field.label), str(message)) for message in field.errors)


@register.simple_tag
def condition_attrs(form: BaseForm, condition: Any) -> SafeString:
    """Say in attributes after which answer something is asked: static/js/questions.js hides it until then.

    `condition` has a `question` of the form and the `values` that lead to it; without one, nothing is said.
    """
    if not condition:
        return SafeString("")
    words = [{True: "yes", False: "no"}.get(value, value) for value in condition.values]
    name = form.add_prefix(condition.question)
    return format_html(' data-asked-after="{}" data-asked-if="{}"', name, " ".join(words))


@register.filter(name="moment")
def moment_in_words(instant: datetime | None, style: str = "DATETIME_FORMAT") -> str:
    """Return an instant with its zone in the active time zone, '' for none."""
    return datewords.moment(instant, style) if instant else ""


@register.filter(expects_localtime=True)
def with_weekday(local: datetime | None) -> str:
    """Return a day with its name, and the time, on the clock of the value's zone; '' for none."""
    return datewords.with_weekday(local) if local else ""


@register.filter
def first_control(field: BoundField) -> str:
    """Return the id of the control one should land on to mend `field`, '' when it has none to see."""
    widget = field.field.widget
    id_ = str(widget.attrs.get("id") or field.auto_id)
    if field.is_hidden or not id_:
        return ""
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return str(widget.id_for_label(id_, index="0"))
    choose = getattr(widget, "id_of_first_wrong", None)
    return str(choose(id_)) if choose else id_


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw the widget alone. A placeholder is left out: the label says it, and stays while one types."""
    return field.as_widget(attrs={"placeholder": False})


@register.filter
def kind_of_control(field: BoundField) -> str:
    """Name the layout a field needs: parts (a date), choices, checkbox, file or line."""
    widget = field.field.widget
    if getattr(widget, "has_labelled_parts", False):
        return "parts"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return {"checkbox": "checkbox", "file": "file"}.get(getattr(widget, "input_type", ""), "line")


@register.filter
def browser_family(user_agent: str) -> str:
    """Name a browser as its owner would, such as "Firefox, Linux"; "" for one that says neither."""
    return family(user_agent or "")


@register.filter
def is_list(value: object) -> bool:
    """Say whether an answer is several values (shown one to a line) rather than a text."""
    return isinstance(value, list | tuple | set | frozenset)


@register.filter
def listed(first: object, second: object = None) -> str:
    """Join a list, or two names, by what stands between the parts of a list in the page's language."""
    return punctuation.listed(first if isinstance(first, list | tuple) else (first, second))


register.filter("on_one_line", punctuation.on_one_line)


@register.filter
def beside(cells: Iterable[object], columns: Iterable[object]) -> Iterator[tuple[object, object]]:
    """Pair each cell of a table row with its column."""
    return zip(cells, columns, strict=True)


@register.filter
def grouped(number: int) -> str:
    """Write a number with its thousands apart, as the page's language does."""
    return formats.number_format(number, force_grouping=True)
