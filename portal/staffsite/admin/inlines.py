"""Rows below a row, on the page of their parent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import TabularInline
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.common.scoping import ScopedQuerySet
from portal.offices.models import Role
from portal.staffsite.admin.counters import CountedFormSet
from portal.staffsite.admin.forms import ScopedModelForm
from portal.staffsite.admin.relations import scoped_choices
from portal.staffsite.admin.scope import Rows, holds, staff_rows

if TYPE_CHECKING:
    _TabularInline = TabularInline[Any, Any]
else:
    _TabularInline = TabularInline


class ScopedInlineFormSet(CountedFormSet):
    """Forms of children, each named by a key among those in scope; Django would look it up in the whole table."""

    @property
    def _key(self) -> str:
        return str(self.get_queryset().model._meta.pk.name)

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add the hidden key, with the rows of this page as its choices."""
        super().add_fields(form, index)
        key = form.fields.get(self._key)
        if hasattr(key, "queryset"):
            key.queryset = self.get_queryset()

    def clean(self) -> None:
        """Say above the rows when a key names none of them: its own control is hidden, and so would be its error."""
        super().clean()
        if any(self._key in form.errors for form in self.initial_forms):
            raise ValidationError(
                _("A row of this page is no longer there. Open the page again and look at what there is."),
                code="row_gone",
            )


class ScopedTabularInline(_TabularInline):
    """A table of children. Read only unless `change_roles` says who may change; nobody deletes.

    The parent's page was reached through its own scope, and composite keys keep its children in the same office.
    """

    view_roles: frozenset[Role] = frozenset()
    change_roles: frozenset[Role] = frozenset()
    add_roles: frozenset[Role] = frozenset()
    reference_fields: tuple[str, ...] = ()
    form = ScopedModelForm
    formset = ScopedInlineFormSet
    extra = 0
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> Rows:
        """Return the children in scope."""
        rows = self.model._default_manager.all()
        return staff_rows(self.model, request.user) if isinstance(rows, ScopedQuerySet) else rows

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only rows in scope."""
        return super().formfield_for_foreignkey(db_field, request, **scoped_choices(self, db_field, request, kwargs))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only rows in scope."""
        return super().formfield_for_manytomany(db_field, request, **scoped_choices(self, db_field, request, kwargs))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether somebody may see these children: the parent's page asks about the parent."""
        return holds(request.user, self.view_roles | self.change_roles)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether somebody may change them."""
        return holds(request.user, self.change_roles)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether somebody may add one."""
        return holds(request.user, self.add_roles)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False
