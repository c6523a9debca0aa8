"""Leaks, made on purpose: each is what stock Django, or a careless page, would do. The crawler must report it.

The walls beneath (scoped queries) are lifted here, so that the leak is there to be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedFieldListFilter
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.core.files.storage import default_storage
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.test import override_settings
from django.urls import path

from alumni.models import Association
from applications.models import Application, Choice
from applications.review.models import Score
from portal.common.scoping import scope_lifted
from portal.files.models import StoredFile
from portal.offices.models import Role
from portal.staffsite.admin import ScopedModelAdmin, ScopedTabularInline
from portal.staffsite.admin.widgets import ScopedRawIdWidget
from portal.staffsite.site import StaffSite
from programs.models import Call, ProgrammeVersion, Round, Theme
from tests.crawler.findings import What

READERS = frozenset({Role.COORDINATOR, Role.LIAISON})
WHY = "a leak planted to be found"


class PlantedSite(StaffSite):
    """The staff site with the guard of scoped queries switched off."""

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Answer with the guard lifted."""
        guarded = super().admin_view(view, cacheable)

        def lifted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with scope_lifted(WHY):
                response = guarded(request, *args, **kwargs)
                return response.render() if callable(getattr(response, "render", None)) else response

        return lifted


class _Sound(ScopedModelAdmin):
    """What the leaks are planted in: everything else about it is tight."""

    view_roles = change_roles = READERS


class _OfOffice(_Sound):
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def rows_for(self, user: Any) -> Any:
        """Return the rows of one's offices, which is tight."""
        return Association.objects.filter(office__in={posting.office_id for posting in user.postings.all()})


class _Reference(_Sound):
    change_roles = frozenset()

    def rows_for(self, user: Any) -> Any:
        """Return all rows: reference data."""
        return self.model._default_manager.all()


class FilterAdmin(_Sound):
    """A foreign key as a filter, its choices from the whole table."""

    class Stock(RelatedFieldListFilter):
        """Django's own."""

    list_filter = (("application", Stock),)
    change_roles = frozenset()


class DropDownAdmin(_Sound):
    """A drop-down with every login there is."""

    fields = ("value", "sentence", "reviewer")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer everybody."""
        return admin.ModelAdmin.formfield_for_foreignkey(self, db_field, request, **kwargs)


class PostedKeyAdmin(_Sound):
    """A key in a plain field, whose label is scoped and whose value is not."""

    fields = ("value", "sentence", "reviewer")
    raw_id_fields = ("reviewer",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Take any key."""
        rows = db_field.related_model._default_manager.none()
        kwargs["widget"] = ScopedRawIdWidget(db_field.remote_field, self.admin_site, rows)
        return admin.ModelAdmin.formfield_for_foreignkey(self, db_field, request, **kwargs)


class RawIdAdmin(_Sound):
    """A key in a plain field, with the label of any row beside it."""

    fields = ("rank", "application")
    raw_id_fields = ("application",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Refuse keys out of scope, but label them."""
        kwargs["widget"] = ForeignKeyRawIdWidget(db_field.remote_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class DeleteAdmin(_Reference):
    """A delete page that names whatever depends on the row."""

    change_roles = READERS

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let everybody see it."""
        return True

    delete_view = admin.ModelAdmin.delete_view
    get_deleted_objects = admin.ModelAdmin.get_deleted_objects

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Leave the row, which the database would not let go: the page is the leak."""


class LookupAdmin(_Reference):
    """Any path through relations in the address."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Allow all."""
        return True


class SearchAdmin(_Reference):
    """A search through relations."""

    search_fields = ("calls__slug",)


class CountAdmin(_Sound):
    """A scoped list with a count of the whole table."""

    search_fields = ("reference",)
    change_roles = frozenset()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Say in the title how many there are."""
        found = Application.objects.filter(reference__startswith=request.GET.get("q", "")).count()
        return super().changelist_view(request, {"title": f"{found} results"})


class AutocompleteAdmin(_Sound):
    """Pick-lists from the whole table."""

    search_fields = ("reference",)
    change_roles = frozenset()

    def get_queryset(self, request: HttpRequest) -> Any:
        """Narrow lists only."""
        return Application.objects.all() if "autocomplete" in request.path else super().get_queryset(request)


class HistoryAdmin(_Sound):
    """A history page of any row."""

    change_roles = frozenset()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Find any row for the history."""
        if "history" in request.path:
            return Application.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        return super().get_object(request, object_id, from_field)

    def _may(self, request: HttpRequest, roles: Any, obj: Any) -> bool:
        return "history" in request.path or super()._may(request, roles, obj)


class ChangeAdmin(_OfOffice):
    """The page of any row, with its form."""

    fields = ("city",)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Find any row."""
        return Association.objects.filter(pk=object_id).first() if object_id.isdigit() else None

    def _may(self, request: HttpRequest, roles: Any, obj: Any) -> bool:
        return super()._may(request, roles, None)


class ActionAdmin(_OfOffice):
    """An action over the keys that were sent."""

    fields = readonly_fields = ("city",)
    change_roles = frozenset()
    actions = ("move",)

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any) -> Any:
        """Look the keys up in the whole table."""
        return super().response_action(request, Association.objects.all(), *args)

    @admin.action(description="Move")
    def move(self, request: HttpRequest, queryset: Any) -> None:
        """Change the rows."""
        queryset.update(city="Moved")


class EditableListAdmin(_OfOffice):
    """A list whose rows are edited in place, found by the key that was sent."""

    list_display = ("slug", "city")
    list_editable = ("city",)

    def _get_list_editable_queryset(self, request: HttpRequest, prefix: str) -> Any:
        return Association.objects.all()


class _OpenFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    def _existing_object(self, pk: Any) -> Any:
        return self.model._default_manager.filter(pk=pk).first()


class _OpenInline(ScopedTabularInline):
    model = Theme
    formset = _OpenFormSet
    view_roles = change_roles = READERS
    fields = ("places",)


class InlineAdmin(_Sound):
    """Children found by the key that was sent."""

    fields = readonly_fields = ("slug",)
    inlines = (_OpenInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Only calls that are not announced: their themes may change."""
        return super().get_queryset(request).filter(announced_at=None)


class ExportAdmin(_Sound):
    """A download of the whole table."""

    change_roles = frozenset()

    def get_urls(self) -> list[Any]:
        """One more address."""
        view = self.admin_site.admin_view(lambda request: HttpResponse(self._all(), content_type="text/csv"))
        return [path("export/", view, name="planted_export"), *super().get_urls()]

    def _all(self) -> str:
        return "\n".join(Application.objects.values_list("reference", flat=True))


class BrokenAdmin(_OfOffice):
    """A form that hands text to the database as it came."""

    fields = ("city",)

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Use the raw value."""
        if request.method == "POST":
            Association.objects.filter(city=request.POST.get("city", "")).exists()
        return super().changeform_view(request, object_id, *args, **kwargs)


def open_file(request: HttpRequest, token: str) -> FileResponse:
    """Any file by its address alone."""
    file = get_object_or_404(StoredFile, token=token)
    return FileResponse(default_storage.open(file.original_key), filename="page.jpg")


@dataclass(frozen=True)
class Leak:
    """A leak: where it is planted, and what must be reported of it: kinds of findings, and a word of the evidence."""

    name: str
    model: Any
    admin: Any
    reported: frozenset[What]
    at: str  # part of the request that shows it
    evidence: str = ""

    @property
    def role(self) -> Role:
        """Who is asked to find it: somebody to whom the rows of the table are open."""
        return Role.LIAISON if self.model is Association else Role.COORDINATOR


def _leak(name: str, model: Any, page: Any, at: str, *reported: What, evidence: str = "") -> Leak:
    return Leak(name, model, page, frozenset(reported), at, evidence)


LEAKS = [
    _leak("foreign-key filter", Choice, FilterAdmin, "/choice/", What.CANARY, What.ORACLE, evidence="reference"),
    _leak("drop-down", Score, DropDownAdmin, "/change/", What.CANARY, What.POINTER, What.ORACLE, evidence="email"),
    _leak("posted key", Score, PostedKeyAdmin, "POST", What.POINTER, What.ORACLE),
    _leak("raw-id label", Choice, RawIdAdmin, "POST", What.CANARY, What.ORACLE, evidence="reference"),
    _leak("delete page", ProgrammeVersion, DeleteAdmin, "/delete/", What.CANARY, evidence="reference"),
    _leak("lookup through relations", Round, LookupAdmin, "calls__", What.ORACLE),
    _leak("search through relations", Round, SearchAdmin, "q=", What.ORACLE),
    _leak("count of the whole table", Application, CountAdmin, "q=", What.ORACLE),
    _leak("autocomplete", Application, AutocompleteAdmin, "autocomplete", What.CANARY, evidence="reference"),
    _leak("history", Application, HistoryAdmin, "/history/", What.CANARY, What.ORACLE, evidence="reference"),
    _leak("page of any row", Association, ChangeAdmin, "/change/", What.CANARY, What.ORACLE, What.WRITE),
    _leak("action", Association, ActionAdmin, "POST", What.WRITE),
    _leak("list edited in place", Association, EditableListAdmin, "POST", What.WRITE, What.ORACLE),
    # The composite keys of the database refuse it in the end, which is a server error.
    _leak("inline", Call, InlineAdmin, "POST", What.WRITE, What.ORACLE, What.ERROR),
    _leak("export", Application, ExportAdmin, "/export/", What.CANARY, evidence="reference"),
    _leak("nothing but text", Association, BrokenAdmin, "POST", What.ERROR),
]


@contextmanager
def planted(leak: Leak) -> Iterator[None]:
    """Put a staff site in the place of the real one that has the leaking admin alone."""
    site = PlantedSite(name="admin")
    site.register(leak.model, leak.admin)
    with _addresses([path("admin/", site.urls)]):
        yield


@contextmanager
def planted_file_view() -> Iterator[None]:
    """Serve files to everybody who knows their address."""
    with _addresses([path("files/<str:token>/", open_file, name="file_download")]):
        yield


@contextmanager
def _addresses(first: list[Any]) -> Iterator[None]:
    from portal import urls

    handlers = {name: getattr(urls, name) for name in ("handler400", "handler403", "handler404", "handler500")}
    with override_settings(ROOT_URLCONF=_Hashable(urlpatterns=[*first, *urls.urlpatterns], **handlers)):
        yield


class _Hashable(SimpleNamespace):
    """A module of addresses that Django may keep in its caches."""

    __hash__ = object.__hash__  # type: ignore[assignment]
