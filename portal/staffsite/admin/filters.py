"""Filters of lists. What they offer is what the reader may see anyway."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.filters import ListFilter, RelatedFieldListFilter, SimpleListFilter
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.http import HttpRequest

from portal.staffsite.admin.scope import related_rows

NO_CHOICES = "without_choices_of_filters"  # set on a request whose list is filtered but not shown
FilterItem = Any  # a field's name, (name, class), or a SimpleListFilter class: as Django's list_filter has it


class ScopedRelatedFilter(RelatedFieldListFilter):
    """A foreign key as a filter, with the related rows that the reader may see.

    `labels_need` names what the labels of the related rows read, so that one query fetches them all.
    """

    labels_need: tuple[str, ...] = ()

    def __init__(self, field: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, *args, **kwargs)
        if field._verbose_name is None:  # the name in the code is no word of the reader's language
            self.title = self.lookup_title = field.remote_field.model._meta.verbose_name

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        """Return (key, label) of the rows in scope, in the order of their own list."""
        if getattr(request, NO_CHOICES, False):
            return []
        rows = related_rows(model_admin.admin_site, field.remote_field.model, request).select_related(*self.labels_need)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(row.pk, str(row)) for row in (rows.order_by(*ordering) if ordering else rows)]

    def has_output(self) -> bool:
        """Say whether the filter counts: where there is something to choose, or something was chosen."""
        return bool(self.used_parameters) or super().has_output()


def scoped_filter(model: type[Model], item: FilterItem) -> FilterItem:
    """Return `item` with a scoped filter in place of the stock one where it names a foreign key.

    Raises FieldDoesNotExist for a path through relations: filtering by it would answer questions about rows that the
    reader may not see.
    """
    if not isinstance(item, str):
        return item
    field: Field[Any, Any] | Any = model._meta.get_field(item)
    return (item, ScopedRelatedFilter) if field.is_relation else item


def lookups_of(item: FilterItem) -> set[str]:
    """Return the query parameters that a filter reads."""
    if isinstance(item, type) and issubclass(item, SimpleListFilter):
        return {str(item.parameter_name)}
    if isinstance(item, type) and issubclass(item, ListFilter):
        return set()
    name = item if isinstance(item, str) else item[0]
    return {name, *(f"{name}__{lookup}" for lookup in ("exact", "id__exact", "isnull", "gte", "lt"))}


def problem_with(model: type[Model], item: FilterItem) -> str:
    """Return in words why `item` may not be a filter, '' when it may."""
    name = item if isinstance(item, str) else item[0] if isinstance(item, tuple | list) else ""
    if not name:
        return ""
    if "__" in name:
        return f"list_filter {name!r} leads through a relation; write a SimpleListFilter over scoped rows instead."
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return f"list_filter {name!r} is no field of {model._meta.label}."
    return ""
