"""Entries to seal, what verifying says of them, and a hand in the database that no trigger stops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from portal.audit.models import Entry
from portal.audit.services import record
from portal.audit.verifying import Count, faults


def written(number: int) -> list[Entry]:
    """Record so many sign-ins, without personal values."""
    return [record("accounts.signed_in") for _ in range(number)]


def faults_found(expect: str = "") -> list[str]:
    """Return what verifying says is wrong."""
    return list(faults(Count(), expect=expect))


@contextmanager
def as_owner_of(*tables: str) -> Iterator[None]:
    """Let the owner of the tables change them: without their triggers, as somebody with the database's password can."""
    _each("ALTER TABLE {} DISABLE TRIGGER ALL", tables)
    try:
        yield
    finally:
        _each("ALTER TABLE {} ENABLE TRIGGER ALL", tables)


def run(statement: str, *parameters: Any) -> int:
    """Run one statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def _each(statement: str, tables: Iterable[str]) -> None:
    for table in tables:
        run(statement.format(table))
