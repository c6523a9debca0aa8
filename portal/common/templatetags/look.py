"""Tags of the page templates: links that know where one is, and the list of a form's errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm, BaseFormSet, CheckboxSelectMultiple, RadioSelect
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from portal.common.browsers import family
from portal.common.datewords import moment

register = template.Library()


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
def error_links(*forms: BaseForm | BaseFormSet[Any] | str | None) -> list[ErrorLink]:
    """Return every error of the forms and formsets given, in reading order; names a template lacks are passed over."""
    return [link for form in forms for link in _links(form)]


def _links(form: BaseForm | BaseFormSet[Any] | str | None) -> Iterator[ErrorLink]:
    if isinstance(form, BaseFormSet):
        yield from (ErrorLink("", "", str(message)) for message in form.non_form_errors())
        for member in form.forms:
            yield from _links(member)
    elif isinstance(form, BaseForm):
        yield from (ErrorLink("", "", str(message)) for message in form.non_field_errors())
        for field in form:
            yield from (ErrorLink(first_control(field), str(field.label), str(message)) for message in field.errors)


@register.filter(name="moment")
def moment_in_words(instant: datetime | None, style: str = "j F Y, H:i") -> str:
    """Return an instant with its zone in the active time zone, '' for none."""
    return moment(instant, style) if instant else ""


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
def beside(cells: Iterable[object], columns: Iterable[object]) -> Iterator[tuple[object, object]]:
    """Pair each cell of a table row with its column."""
    return zip(cells, columns, strict=True)
