"""The one base of admins: rows come through the scope, rights come from postings, strange input gets words.

Stock Django leaks across tenants through foreign-key filters and drop-downs, raw-id labels, related lookups and the
delete page; each is closed here, so that an admin only says who sees and who changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import ShowFacets
from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import ERROR_FLAG
from django.core import checks
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.offices.models import Role
from portal.staffsite.admin.deletion import deleted_in_sight
from portal.staffsite.admin.filters import FilterItem, lookups_of, problem_with, scoped_filter
from portal.staffsite.admin.forms import ScopedModelForm
from portal.staffsite.admin.lists import BoundedPaginator, StaffChangeList, asked_page, with_keys_only
from portal.staffsite.admin.relations import scoped_choices
from portal.staffsite.admin.scope import Rows, as_roles, holds, staff_rows

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


class ScopedModelAdmin(_ModelAdmin):
    """An admin over one table.

    `view_roles` and `change_roles` say in which role one sees and changes rows (whoever changes also sees);
    `add_roles` who makes new ones. Nobody deletes. A subclass over a table without `for_user` overrides `rows_for`.
    `reference_fields` are foreign keys to reference data, which everybody may choose from.
    """

    is_scoped = True  # what StaffSite.register asks for
    view_roles: frozenset[Role] = frozenset()
    change_roles: frozenset[Role] = frozenset()
    add_roles: frozenset[Role] = frozenset()
    reference_fields: tuple[str, ...] = ()

    form = ScopedModelForm
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    view_on_site = False
    actions: Sequence[Callable[..., Any] | str] = ()

    # --- rows ------------------------------------------------------------------------------------------------

    def rows_for(self, user: Any) -> Rows:
        """Return the rows that `user`, with the postings given, may see. Override for a table that is not scoped."""
        return staff_rows(self.model, user)

    def seen_in(self, request: HttpRequest, roles: Iterable[Role]) -> Rows:
        """Return the rows that the reader sees in one of `roles`."""
        return self.rows_for(as_roles(request.user, roles))

    def get_queryset(self, request: HttpRequest) -> Rows:
        """Return the rows in scope, ordered as the list is."""
        rows = self.seen_in(request, self.view_roles | self.change_roles)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row, None for any other key: it was reached through the scope, so it need not be asked again."""
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            _answers(request)[(self.view_roles | self.change_roles, type(found), found.pk)] = True
        return found

    def enrich(self, request: HttpRequest, rows: list[Any]) -> None:
        """Put beside the rows of one page what its columns say of them; a hook for set-based queries."""

    # --- rights ----------------------------------------------------------------------------------------------

    def _may(self, request: HttpRequest, roles: frozenset[Role], obj: Model | None) -> bool:
        if not holds(request.user, roles):
            return False
        if obj is None or obj.pk is None:
            return True
        answers = _answers(request)
        question = (roles, type(obj), obj.pk)
        if question not in answers:
            answers[question] = self.seen_in(request, roles).filter(pk=obj.pk).exists()
        return answers[question]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Say whether the reader sees rows at all, or this one."""
        return self._may(request, self.view_roles | self.change_roles, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Say whether the reader changes rows at all, or this one."""
        return self._may(request, self.change_roles, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Say whether the reader makes new rows."""
        return holds(request.user, self.add_roles)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes here: things end by an event, a date or an erasure."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Say whether the home page names this table to the reader."""
        return self.has_view_permission(request)

    # --- forms -----------------------------------------------------------------------------------------------

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only rows in scope; a posted key outside them is no valid choice."""
        return super().formfield_for_foreignkey(db_field, request, **scoped_choices(self, db_field, request, kwargs))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only rows in scope; a posted key outside them is no valid choice."""
        return super().formfield_for_manytomany(db_field, request, **scoped_choices(self, db_field, request, kwargs))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name only what the reader may see among the rows that would go."""
        return deleted_in_sight(super().get_deleted_objects, self.admin_site, objs, request)

    # --- lists -----------------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[StaffChangeList]:
        """Return the list's class."""
        return StaffChangeList

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list, or say in words which part of the address it cannot be filtered by."""
        try:
            return super().get_changelist_instance(request)
        except DisallowedModelAdminLookup as error:
            raise BadRequest(
                _("This list cannot be filtered by “%(part)s”. Use its filters, or remove that from the address.")
                % {"part": ", ".join(name for name in request.GET if not self.lookup_allowed(name, "", request))}
            ) from error

    def get_paginator(self, request: HttpRequest, queryset: Any, per_page: int, *args: Any, **kwargs: Any) -> Any:
        """Return a paginator that counts no further than the reader can look."""
        return BoundedPaginator(queryset, per_page, asked=asked_page(request))

    def get_list_filter(self, request: HttpRequest) -> list[FilterItem]:
        """Return the filters, foreign keys among them with the rows in scope."""
        return [scoped_filter(self.model, item) for item in super().get_list_filter(request)]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Allow in the address what a filter of this list writes there, and nothing else.

        Any other lookup would answer questions, letter by letter, about columns that the list does not show.
        """
        filters = self.get_list_filter(request) if request is not None else list(self.list_filter)
        return any(lookup in lookups_of(item) for item in filters)

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any) -> HttpResponse | None:
        """Run an action over the chosen rows; what is no key names no row."""
        request.POST = with_keys_only(request.POST, ACTION_CHECKBOX_NAME)  # type: ignore[assignment]
        return super().response_action(request, queryset, *args)

    # --- pages -----------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list; one who may not see it is told why."""
        self._require(request)
        if ERROR_FLAG in request.GET:
            messages.warning(
                request, _("A filter in the address had a value that it cannot have; all filters were removed.")
            )
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page of one row; one who may not see it is told why."""
        self._require(request)
        return super().changeform_view(request, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """What staff changed on this row."""
        self._require(request)
        return super().history_view(request, object_id, extra_context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Closed, in words; to a stranger the row is not even there."""
        self._require(request)
        if self.get_object(request, object_id) is None:
            raise Http404
        raise PermissionDenied(_("Nothing is deleted here: what ends keeps its history."))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        """A new row, by those who make them."""
        self._require(request)
        if not self.has_add_permission(request):
            raise PermissionDenied(
                _("Your posting does not make new entries here (%(part)s).") % {"part": self.opts.verbose_name_plural}
            )
        return super().add_view(request, form_url, extra_context)

    def _require(self, request: HttpRequest) -> None:
        if not (self.has_view_permission(request) or self.has_add_permission(request)):
            wanted = ", ".join(str(role.label) for role in Role if role in self.view_roles | self.change_roles)
            raise PermissionDenied(
                _("Your posting does not open this part (%(part)s). It is open to: %(roles)s. Ask your operator.")
                % {"part": self.opts.verbose_name_plural, "roles": wanted or _("nobody")}
            )

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404(f"No {opts.label_lower} {quote(object_id)} in sight.")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Refuse filters that lead through relations."""
        problems = filter(None, (problem_with(self.model, item) for item in self.list_filter))
        errors = [checks.Error(words, obj=type(self), id="staffsite.E001") for words in problems]
        return [*super().check(**kwargs), *errors]


def _answers(request: HttpRequest) -> dict[Any, bool]:
    """Return what was already found out about rows in this request."""
    if not hasattr(request, "_staffsite_answers"):
        request._staffsite_answers = {}  # type: ignore[attr-defined]
    return request._staffsite_answers  # type: ignore[attr-defined, no-any-return]
