"""Writing to the audit stream."""

from typing import Any

from django.db import models

from portal.audit.models import Entry
from portal.common.failures import request_id


def record(
    code: str, *, user: Any = None, office_id: int | None = None, about: models.Model | None = None, **data: Any
) -> Entry:
    """Add an entry. `data` holds ids, codes and numbers; `about` is the row it speaks of."""
    return Entry.objects.create(
        code=code,
        user_id=getattr(user, "pk", None),
        office_id=office_id if office_id is not None else getattr(about, "office_id", None),
        object_kind=about._meta.label_lower if about is not None else "",
        object_id=str(about.pk) if about is not None else "",
        data=data,
        request_id=request_id()[:40],
    )
