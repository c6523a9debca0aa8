"""Filters of the audit stream. They narrow what the reader sees anyway, so none answers a question about the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from portal.audit.codes import AREAS
from portal.offices.models import Office, OfficeKind
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import current_postings, offices_with
from portal.staffsite.admin.lists import as_key


def clock_of(user: Any) -> ZoneInfo:
    """Return the zone in which somebody reads the stream: that of the office they read it for."""
    held = [posting for posting in current_postings(user) if posting.role in roles_with(Permission.READ_AUDIT)]
    held.sort(key=lambda posting: posting.office.kind != OfficeKind.MINISTRY)
    return ZoneInfo(held[0].office.time_zone if held else "UTC")


class AreaFilter(admin.SimpleListFilter):
    """By the first part of the code."""

    title = gettext_lazy("area")
    parameter_name = "area"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the areas."""
        return list(AREAS.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list; an unknown area narrows nothing."""
        return queryset.filter(code__startswith=f"{self.value()}.") if self.value() in AREAS else queryset


class TypedFilter(admin.SimpleListFilter):
    """A filter with a field and a button instead of links. The other filters go along as hidden fields."""

    template = "admin/audit/entry/typed_filter.html"
    kind = "text"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Nothing to choose from unless a subclass says so."""
        return []

    def has_output(self) -> bool:
        """A field is there even when nothing was chosen."""
        return True

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield what the template needs: the field, its value and the other parameters."""
        others = changelist.get_filters_params()
        others = {name: values[-1] for name, values in others.items() if name != self.parameter_name}
        if changelist.query:
            others["q"] = changelist.query
        yield {
            "others": others.items(),
            "without": changelist.get_query_string(remove=[self.parameter_name]),
            "value": self.value() or "",
            "options": [(str(key), label) for key, label in self.lookup_choices],
        }


class DayFilter(TypedFilter):
    """One day on the clocks of the reader's office."""

    title = gettext_lazy("day")
    parameter_name = "day"
    kind = "date"

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list; what is no day narrows nothing."""
        try:
            day = date.fromisoformat(self.value() or "")
            start = datetime.combine(day, time(), clock_of(request.user))
            end = datetime.combine(day + timedelta(days=1), time(), clock_of(request.user))
        except (ValueError, OverflowError):
            return queryset
        return queryset.filter(at__gte=start, at__lt=end)


class OfficeFilter(TypedFilter):
    """One of the offices whose entries the reader sees."""

    title = gettext_lazy("office")
    parameter_name = "office"
    kind = "select"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the reader's offices; all of them for a ministry's reader."""
        offices = offices_with(request.user, Permission.READ_AUDIT)
        rows = Office.objects.all() if offices is None else Office.objects.filter(pk__in=offices)
        return [(str(office.pk), str(office)) for office in rows]

    def has_output(self) -> bool:
        """Only where there is a choice."""
        return len(self.lookup_choices) > 1

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list; any other office narrows nothing."""
        known = {key for key, _label in self.lookup_choices}
        return queryset.of_offices({int(self.value() or 0)}) if self.value() in known else queryset


class AccountFilter(TypedFilter):
    """One account by its number, as the page of an entry links to it."""

    title = gettext_lazy("account number")
    parameter_name = "account"
    kind = "number"

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list; what is no number narrows nothing."""
        key = as_key(self.value() or "")
        return queryset.filter(user_id=key) if key is not None else queryset
