"""`for_user` is the only door to a scoped row.

A scoped table carries `office_id`. In a staff request, or in a task that acts for staff, a query that did not come
through `for_user`, through an instance that did, or through `unscoped("why")` raises instead of answering.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import models

_guarded: ContextVar[bool] = ContextVar("scoped_queries_required", default=False)


class UnscopedQuery(RuntimeError):
    """A scoped table was read in a staff request without saying for whom."""


@contextmanager
def scope_required() -> Iterator[None]:
    """Make unscoped queries raise inside the block (staff requests, tasks that act for staff)."""
    token = _guarded.set(True)
    try:
        yield
    finally:
        _guarded.reset(token)


@contextmanager
def scope_lifted(why: str) -> Iterator[None]:
    """Allow unscoped queries inside the block; `why` says what makes it safe (code of a library that asks a table)."""
    if not why:
        raise ValueError("scope_lifted() needs a reason: say what makes reading across offices safe here.")
    token = _guarded.set(False)
    try:
        yield
    finally:
        _guarded.reset(token)


class ScopedQuerySet(models.QuerySet[Any]):
    """A QuerySet that knows whether it was narrowed to what somebody may see. Subclasses define `for_user`."""

    _scope: str = ""

    def for_user(self, user: Any) -> Self:
        """Return only the rows `user` may see, now."""
        raise NotImplementedError(f"{type(self).__name__} must define for_user")

    def unscoped(self, why: str) -> Self:
        """Leave the scope on purpose; `why` says what makes it safe (a service that checks the actor, say)."""
        return self._scoped_as(f"unscoped: {why}")

    def _scoped_as(self, scope: str) -> Self:
        clone: Self = self._chain()  # type: ignore[attr-defined]
        clone._scope = scope
        return clone

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._scope = self._scope
        return clone

    def _require_scope(self) -> None:
        # A related manager hints at its instance, which came through the door itself; composite keys keep its
        # children in the same office.
        if _guarded.get() and not self._scope and "instance" not in self._hints:  # type: ignore[attr-defined]
            raise UnscopedQuery(
                f"{self.model._meta.label} was queried without for_user(). "
                "Use .for_user(user), or .unscoped('why') where a service checks the actor itself."
            )

    def keys_as_sql(self) -> tuple[str, tuple[Any, ...]]:
        """Return a SELECT of these rows' keys and its parameters, for a statement of our own; the scope is required."""
        self._require_scope()
        rows = self if self.query.is_sliced else self.order_by()
        try:
            text, params = rows.values("pk").query.sql_with_params()
        except EmptyResultSet:
            return "SELECT NULL::bigint WHERE FALSE", ()
        return text, tuple(params)

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._require_scope()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self._require_scope()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        if self._result_cache is None:
            self._require_scope()
        return super().count()

    def exists(self) -> bool:
        if self._result_cache is None:
            self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_scope()
        return super().delete()


class ScopedModel(models.Model):
    """Base of every table that belongs to an office; the office itself is declared by the concrete model."""

    class Meta:
        abstract = True
