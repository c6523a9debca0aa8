"""The register of associations, corrected by the liaison of the office that looks after them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from alumni.models import Association
from portal.common.noting import note
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin import ScopedModelAdmin
from portal.staffsite.admin.texts import in_each_language


@admin.register(Association)
class AssociationAdmin(ScopedModelAdmin):
    """Associations. Names and countries come from the catalogue; seat, year, website and publication are kept here."""

    view_roles = change_roles = roles_with(Permission.KEEP_ASSOCIATIONS)
    list_display = ("name", "country", "city", "founded_year", "website", "published")
    list_filter = ("published",)
    search_fields = ("slug", "city")
    search_help_text = gettext_lazy("Part of the seat, or of the name in the address.")
    ordering = ("country", "slug")
    fields = ("names", "slug", "country", "looked_after_by", "city", "founded_year", "website", "published")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = ("names", "slug", "country", "looked_after_by")
    list_select_related = ("office",)
    names = in_each_language("name", gettext_lazy("name"))

    @admin.display(description=gettext_lazy("liaison office"))
    def looked_after_by(self, association: Association) -> str:
        """The office, not as a link: a liaison has no page of offices."""
        return str(association.office)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep the row, and on record who changed which fields."""
        super().save_model(request, obj, form, change)
        note("alumni.association_changed", user=request.user, about=obj, fields=sorted(form.changed_data))
