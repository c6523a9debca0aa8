"""What a foreign key's control offers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from portal.staffsite.admin.scope import related_rows
from portal.staffsite.admin.widgets import ScopedRawIdWidget


def scoped_choices(admin: Any, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return `kwargs` for a form field with the rows in scope as its choices, and a posted key outside them refused.

    `admin.reference_fields` names foreign keys to reference data, which belongs to no office and holds no persons:
    they offer every row.
    """
    model = db_field.remote_field.model
    if db_field.name in admin.reference_fields:
        rows = model._default_manager.all()
    else:
        rows = related_rows(admin.admin_site, model, request)
    kwargs = {"queryset": rows, **kwargs}
    if db_field.name in admin.raw_id_fields and db_field.many_to_one:
        kwargs.setdefault("widget", ScopedRawIdWidget(db_field.remote_field, admin.admin_site, kwargs["queryset"]))
    return kwargs
