"""The applications before and after this one, in the order the reader had filtered and sorted the queue."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import FieldDoesNotExist, SuspiciousOperation
from django.db.models import Model, Q
from django.http import HttpRequest

from portal.staffsite.admin.lists import as_listed


def neighbours(model_admin: Any, request: HttpRequest, row: Model, query: str) -> tuple[int | None, int | None]:
    """Return the keys of (previous, next), found by key: two small queries however long the list is."""
    try:
        rows, ordering = as_listed(model_admin, request, query)
        steps = [(name.lstrip("-"), name.startswith("-")) for name in ordering]
        values = {name: _value(row, name) for name, _down in steps}
    except (IncorrectLookupParameters, SuspiciousOperation, FieldDoesNotExist, AttributeError, ValueError):
        return None, None
    if None in values.values():
        return None, None
    backwards = [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in ordering]
    before = rows.filter(_beyond(steps, values, forward=False)).order_by(*backwards).values_list("pk", flat=True)
    after = rows.filter(_beyond(steps, values, forward=True)).order_by(*ordering).values_list("pk", flat=True)
    return before.first(), after.first()


def _value(row: Model, name: str) -> Any:
    if name == "pk":
        return row.pk
    return getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]


def _beyond(steps: list[tuple[str, bool]], values: dict[str, Any], *, forward: bool) -> Q:
    """Return the condition "comes after" (or before) in the lexicographic order of the columns."""
    condition, equal = Q(pk__in=[]), Q()
    for name, down in steps:
        comparison = "lt" if down == forward else "gt"
        condition |= equal & Q(**{f"{name}__{comparison}": values[name]})
        equal &= Q(**{name: values[name]})
    return condition
