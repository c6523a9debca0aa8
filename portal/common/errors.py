"""Errors of the domain: a code for programs, the values, and words for people (what, why, what to do)."""

from typing import Any


class DomainError(Exception):
    """Something the product refuses. `code` is stable, `values` are for logs and tests, `message` is for the reader."""

    def __init__(self, code: str, message: Any, **values: Any) -> None:
        super().__init__(code, values)
        self.code = code
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The actor may see the row but not do this with it: answered with 403 and the reason."""


class Conflict(DomainError):
    """Somebody else changed the row first. `values` hold what is stored now."""
