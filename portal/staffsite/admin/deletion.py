"""What a delete page may name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.staffsite.admin.scope import related_rows

Answer = tuple[Any, dict[Any, int], set[Any], list[Any]]


def deleted_in_sight(stock: Callable[..., Answer], site: AdminSite, objs: Any, request: HttpRequest) -> Answer:
    """Return Django's answer when every row that would go is in the reader's sight.

    Otherwise say only that other rows depend on these, which keeps them from being deleted.
    """
    rows = list(objs)
    if not rows:
        return [], {}, set(), []
    collector = NestedObjects(using=router.db_for_write(type(rows[0])), origin=rows)
    collector.collect(rows)
    reached: dict[Any, set[Any]] = {model: {o.pk for o in found} for model, found in collector.model_objs.items()}
    for protected in collector.protected:
        reached.setdefault(type(protected), set()).add(protected.pk)
    for model, keys in reached.items():
        in_sight = set(related_rows(site, model, request).filter(pk__in=keys).values_list("pk", flat=True))
        if keys - in_sight:
            return [], {}, set(), [_("Other rows depend on this one, so it cannot be deleted.")]
    return stock(objs, request)
