"""What the catalogue loaded, to read: programmes, rule sets, rounds, jurisdictions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin import ScopedModelAdmin, ScopedTabularInline
from portal.staffsite.admin.texts import by_name, in_each_language
from programs.models import Jurisdiction, Programme, ProgrammeVersion, Round, RuleSet, RuleSetVersion

STAFF = roles_with(Permission.READ_CATALOGUE)


class _ReferenceAdmin(ScopedModelAdmin):
    """Reference data: the same for every office, read by all staff, changed by nobody here."""

    view_roles = STAFF

    def rows_for(self, user: Any) -> QuerySet[Any]:
        """Return all rows: none of them belongs to an office."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows


class _VersionInline(ScopedTabularInline):
    view_roles = STAFF
    fields: ClassVar[tuple[str, ...]] = ("number", "origin", "created_at", "created_by_name", "sha256")
    readonly_fields = fields
    ordering = ["-number"]

    @admin.display(description=_("made by"))
    def created_by_name(self, row: Any) -> str:
        """Who made it; the loader is nobody."""
        return str(row.created_by or _("the catalogue"))


class ProgrammeVersionInline(_VersionInline):
    """Editions of a definition."""

    model = ProgrammeVersion


class RuleSetVersionInline(_VersionInline):
    """Editions of a rule set."""

    model = RuleSetVersion
    show_change_link = True  # to its sentences
    fields: ClassVar[tuple[str, ...]] = ("number", "state", "origin", "created_at", "created_by_name", "sha256")
    readonly_fields = fields


@admin.register(Programme)
class ProgrammeAdmin(_ReferenceAdmin):
    """Programmes and their versions."""

    list_display = ["slug"]
    fields = readonly_fields = ("slug",)
    inlines = [ProgrammeVersionInline]


@admin.register(RuleSet)
class RuleSetAdmin(_ReferenceAdmin):
    """Rule sets and their versions."""

    list_display = ["key"]
    fields = readonly_fields = ("key",)
    inlines = [RuleSetVersionInline]


@admin.register(Round)
class RoundAdmin(_ReferenceAdmin):
    """Rounds: one edition of a programme for all offices."""

    list_display = ["name", "year", "starts_on", "ends_on"]
    list_display_links = ["name"]
    fields = readonly_fields = ("slug", "names", "year", "starts_on", "ends_on", "values")
    names = in_each_language("name", _("name"))
    values = by_name("parameters", _("values of rules"))


@admin.register(Jurisdiction)
class JurisdictionAdmin(_ReferenceAdmin):
    """Which office handles people of a country in a programme."""

    list_display = ["country", "programme", "basis", "office", "valid_from", "valid_until"]
    list_filter = ["basis"]
    list_select_related = ["office", "programme"]
    fields = readonly_fields = ("country", "programme", "basis", "office", "valid_from", "valid_until")
