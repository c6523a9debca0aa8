"""The audit stream, read only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.audit.models import Entry
from portal.offices.models import Office
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin.base import ScopedModelAdmin
from portal.staffsite.admin.scope import Rows, in_offices_with

AREAS = {
    "accounts": gettext_lazy("Accounts"),
    "applications": gettext_lazy("Applications"),
    "files": gettext_lazy("Files"),
    "offices": gettext_lazy("Postings"),
    "programs": gettext_lazy("Programmes"),
    "review": gettext_lazy("Review"),
    "shortlists": gettext_lazy("Shortlists"),
}


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


@admin.register(Entry)
class EntryAdmin(ScopedModelAdmin):
    """Who did what, when. A ministry's operator sees all of it, an office's operator that office's."""

    view_roles = roles_with(Permission.READ_AUDIT)
    list_display = ("at", "code", "who", "where", "object_kind", "object_id")
    list_filter = (AreaFilter,)
    search_fields = ("code",)
    search_help_text = gettext_lazy("Part of a code, such as signed_in.")
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("at", "code", "user_id", "office_id", "object_kind", "object_id", "data", "request_id")

    def rows_for(self, user: Any) -> Rows:
        """Return the entries of the offices that the operator keeps."""
        return in_offices_with(Permission.READ_AUDIT, Entry.objects.all(), user, "office_id")

    def enrich(self, request: HttpRequest, rows: list[Any]) -> None:
        """Name people and offices, which an entry knows by number only, in two queries."""
        users = User.objects.in_bulk([row.user_id for row in rows if row.user_id])
        offices = Office.objects.in_bulk([row.office_id for row in rows if row.office_id])
        for row in rows:
            row.named = (users.get(row.user_id), offices.get(row.office_id))

    @admin.display(description=gettext_lazy("who"))
    def who(self, entry: Entry) -> str:
        """The login's address, or the number of one that is gone."""
        user = entry.named[0]  # type: ignore[attr-defined]
        return str(user) if user else f"#{entry.user_id}" if entry.user_id else "—"

    @admin.display(description=gettext_lazy("where"))
    def where(self, entry: Entry) -> str:
        """The office."""
        office = entry.named[1]  # type: ignore[attr-defined]
        return str(office) if office else "—"
