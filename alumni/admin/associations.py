"""The register of associations, kept by the liaison of the office that looks after them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy

from alumni.admin.verb_pages import officer_verb_page, verb_page
from alumni.admin.verbs import for_association, for_officer
from alumni.forms.details import DetailsForm, NewForm
from alumni.models import Association
from alumni.queries import latest_counts, offices_kept, overview
from alumni.services import add_association, correct
from portal.common import clock
from portal.common.errors import DomainError
from portal.common.text import search_key
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin import ScopedModelAdmin

LIAISONS = roles_with(Permission.KEEP_ASSOCIATIONS)
_NAMES = ("seen", "name_en", "name_ja", "name_fr", "name_nl", "local_name", "local_language")
_KNOWN = ("slug", "looked_after_by", "what_it_is")


@admin.register(Association)
class AssociationAdmin(ScopedModelAdmin):
    """Associations: their details in a form; what happens to them is recorded on pages of its own."""

    view_roles = change_roles = add_roles = LIAISONS
    list_display = ("name", "country", "city", "what_it_is", "members", "published")
    list_filter = ("standing", "published")
    search_fields = ("search_key",)
    search_help_text = gettext_lazy("A name in any of its languages, or the seat; accents and capitals do not matter.")
    ordering = ("country", "slug")
    readonly_fields = _KNOWN
    list_select_related = ("office",)
    change_form_template = "admin/alumni/association/change_form.html"

    @admin.display(description=gettext_lazy("liaison office"))
    def looked_after_by(self, association: Association) -> str:
        """The office, not as a link: a liaison has no page of offices."""
        return str(association.office)

    @admin.display(description=gettext_lazy("standing"), ordering="standing")
    def what_it_is(self, association: Association) -> str:
        """What it is, in words."""
        return association.get_standing_display()

    @admin.display(description=gettext_lazy("members"))
    def members(self, association: Any) -> str:
        """The latest figure, with its year."""
        count = association.latest_count
        return f"{count.members:,} ({count.on.year})" if count else "–"

    def enrich(self, request: HttpRequest, rows: list[Any]) -> None:
        """Put the latest figure beside each row of a page."""
        counts = latest_counts(rows)
        for row in rows:
            row.latest_count = counts.get(row.pk)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Find by every word typed."""
        words = search_key(search_term).split()
        for word in words:
            queryset = queryset.filter(search_key__contains=word)
        return (queryset if words or not search_term.strip() else queryset.none()), False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the offices for which the reader keeps associations."""
        if db_field.name == "office":
            kwargs["queryset"] = offices_kept(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of a new association, which names its office, or that of a known one."""
        kwargs["form"] = NewForm if obj is None else DetailsForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Name the fields of the page."""
        details = (*_NAMES, "country", "city", "founded_year", "website", "published")
        return ("office", *details[1:]) if obj is None else (*details, *_KNOWN)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new association has no address yet, and stands nowhere."""
        return () if obj is None else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Enter or correct it through the service."""
        if change:
            correct(obj, actor=request.user, names=form.names(), seen=form.cleaned_data["seen"] or None, **form.said())
            return
        made = add_association(actor=request.user, names=form.names(), **form.said())
        obj.pk, obj.slug, obj.name = made.pk, made.slug, made.name

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page; what the service refuses between check and writing is said on the list."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:alumni_association_changelist")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Show beside the form what is recorded of it."""
        association = kwargs.get("obj")
        if association is not None:
            shown = context["overview"] = overview(association, request.user)
            context["verbs"] = for_association(association, request.user)
            today = clock.now().date()
            context["officers"] = [(officer, for_officer(officer, today)) for officer in shown.officers]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[Any]:
        """The stock addresses, and those of the pages on which something is recorded."""
        one, officer = self.admin_site.admin_view(self.record), self.admin_site.admin_view(self.record_of_officer)
        return [
            path("<int:pk>/record/<slug:verb>/", one, name="alumni_association_record"),
            path("<int:pk>/officers/<int:officer>/<slug:verb>/", officer, name="alumni_association_officer"),
            *super().get_urls(),
        ]

    def record(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Record something of an association."""
        return verb_page(self, request, self._one(request, pk), verb)

    def record_of_officer(self, request: HttpRequest, pk: int, officer: int, verb: str) -> HttpResponse:
        """Record something of an officer's term."""
        return officer_verb_page(self, request, self._one(request, pk), officer, verb)

    def _one(self, request: HttpRequest, pk: int) -> Association | None:
        found: Association | None = (
            self.get_queryset(request).select_related("office", "umbrella").filter(pk=pk).first()
        )
        return found
