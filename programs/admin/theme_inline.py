"""A call's themes on its page: entered by its coordinator until the call is announced, read by staff ever after."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.errors import DomainError
from portal.common.forms import CleanTextField
from portal.common.translated import LOCALES
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin import ScopedInlineFormSet, ScopedModelForm, ScopedTabularInline
from programs.models import Call, Theme
from programs.permissions import coordinates
from programs.services.refusing import refuse_address
from programs.services.themes import change_themes, refuse_dates

READERS = roles_with(Permission.READ_CALLS)
_STORED = ("key", "places", "starts_on", "ends_on")
_NAMES = [f"name_{code}" for code in LOCALES]
_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def _name(label: Any, *, required: bool = False) -> CleanTextField:
    return CleanTextField(label=label, max_length=200, required=required)


class ThemeForm(ScopedModelForm):
    """One theme; `wanted()` is what the service takes."""

    class Meta:
        model = Theme
        fields = _STORED
        widgets = {"starts_on": _DAY, "ends_on": _DAY}
        help_texts = {"key": gettext_lazy("Its name in data and exports: small letters, digits and single hyphens.")}

    name_en = _name(gettext_lazy("Name in English"), required=True)
    name_fr = _name(gettext_lazy("Name in French"))
    name_nl = _name(gettext_lazy("Name in Dutch"))
    name_ja = _name(gettext_lazy("Name in Japanese"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LOCALES:
            self.initial.setdefault(f"name_{code}", (self.instance.name or {}).get(code, ""))

    def wanted(self) -> dict[str, Any]:
        """Return the fields of the theme as they were entered."""
        names = {code: self.cleaned_data[f"name_{code}"] for code in LOCALES}
        return {
            **{field: self.cleaned_data[field] for field in _STORED},
            "name": {code: text for code, text in names.items() if text},
        }

    def clean_key(self) -> str:
        """Refuse what cannot stand in an address."""
        key = str(self.cleaned_data["key"])
        try:
            refuse_address(key)
        except DomainError as error:
            raise forms.ValidationError(str(error), code=error.code) from None
        return key

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            refuse_dates(cleaned)
        except DomainError as error:
            self.add_error("ends_on", str(error))
        return cleaned


class ThemeFormSet(ScopedInlineFormSet):
    """The themes of one call."""

    def clean(self) -> None:
        """Say so when the call was announced after this page had been opened: nothing sent here is taken then."""
        super().clean()
        if self.instance.announced_at is not None and f"{self.prefix}-0-key" in self.data:
            raise forms.ValidationError(
                _("The call is announced, so its themes can no longer change: people count on what they read."),
                code="fixed_by_announcement",
            )

    def hand_over(self, *, actor: Any) -> bool:
        """Hand what was entered to the service; whether anything changed."""
        self.save(commit=False)  # sorts the forms into new, changed and deleted ones; writes nothing
        removed = {form.instance.pk for form in self.deleted_forms if form.instance.pk}
        kept = [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]
        changed = {form.instance.pk: form.wanted() for form in kept if form.instance.pk}
        added = [form.wanted() for form in kept if not form.instance.pk]
        if not (changed or added or removed):
            return False
        return change_themes(self.instance, changed=changed, added=added, removed=removed, actor=actor)


class ThemeInline(ScopedTabularInline):
    """The themes of a call, part of what is announced."""

    model = Theme
    form = ThemeForm
    formset = ThemeFormSet
    # One below the other: Django's table has empty header cells, and on a phone scrolls out of the keyboard's reach.
    template = "admin/edit_inline/stacked.html"
    view_roles = READERS

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return a box per language for who may write, the name in their own for others."""
        if _may_write(request, obj):
            return ["key", *_NAMES, "places", "starts_on", "ends_on"]
        return ["key", "name_shown", "places", "starts_on", "ends_on"]

    @admin.display(description=gettext_lazy("name"))
    def name_shown(self, row: Theme) -> str:
        """The name in the reader's language."""
        return str(row.name)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return all fields for who only reads."""
        return [] if _may_write(request, obj) else self.get_fields(request, obj)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Return one empty form, so that a theme can be added where no script runs."""
        return 1 if _may_write(request, obj) else 0

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the reader may change the themes of this call, now."""
        return _may_write(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the reader may add one."""
        return _may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether the reader may take one away: nobody was told of it yet."""
        return _may_write(request, obj)


def _may_write(request: HttpRequest, call: Call | None) -> bool:
    return call is not None and call.announced_at is None and coordinates(request.user, call)
