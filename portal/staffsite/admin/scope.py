"""Which rows a person may be shown: of an admin's own table, and of the tables its foreign keys lead to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from portal.common.scoping import ScopedQuerySet
from portal.offices.models import Role
from portal.offices.permissions import Permission
from portal.offices.queries import is_posted, offices_with, only_as

Rows = QuerySet[Any, Any]


def staff_rows(model: type[Model], user: Any) -> Rows:
    """Return the rows of a scoped table that `user` may see as staff: `for_staff` where there is one, else `for_user`.

    Raises ImproperlyConfigured for a table that is not scoped: its admin must say itself what it shows to whom.
    """
    rows = model._default_manager.all()
    for word in ("for_staff", "for_user"):
        if hasattr(rows, word):
            narrowed: Rows = getattr(rows, word)(user)
            return narrowed
    raise ImproperlyConfigured(
        f"{model._meta.label} has neither for_staff() nor for_user(). "
        "Give its QuerySet one, or override rows_for() in its admin."
    )


def related_rows(site: AdminSite, model: type[Model], request: HttpRequest) -> Rows:
    """Return the rows of `model` that somebody may be offered in a drop-down, a filter or an autocomplete.

    Of a scoped table what `for_staff` or `for_user` shows; of another what its own admin lists; else nothing: a table
    is closed until an admin opens it.
    """
    if isinstance(model._default_manager.all(), ScopedQuerySet):
        return staff_rows(model, request.user)
    if site.is_registered(model):
        return site.get_model_admin(model).get_queryset(request)
    return model._default_manager.none()


def in_offices_with(permission: Permission, rows: Rows, user: Any, column: str) -> Rows:
    """Return the rows whose office (in `column`) is one over which `user` holds the permission."""
    offices = offices_with(user, permission)
    return rows if offices is None else rows.filter(**{f"{column}__in": offices})


def holds(user: Any, roles: Iterable[Role]) -> bool:
    """Say whether `user` holds one of `roles` today. No roles: nobody does."""
    wanted = tuple(roles)
    return bool(wanted) and is_posted(user, *wanted)


def as_roles(user: Any, roles: Iterable[Role]) -> Any:
    """Return `user` with the postings in `roles` alone."""
    return only_as(user, *roles)
