"""A database where commits are real: for races between threads, and for what must survive a rollback.

Append-only triggers do not survive a flush, so each test gets a copy of the test database and drops it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg2
import pytest
from django.db import connection, connections
from psycopg2.errors import InsufficientPrivilege


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Point Django at a fresh copy of the test database for the length of one test."""
    with django_db_blocker.unblock():
        original = connection.settings_dict["NAME"]
        copy = f"{original}_committed"
        connection.close()
        _administer(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)', f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
        _use(copy)
        try:
            yield
        finally:
            connections.close_all()
            _use(original)
            _administer(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


def _use(name: str) -> None:
    connection.settings_dict["NAME"] = name
    connections.settings["default"]["NAME"] = name


def _administer(*statements: str) -> None:
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    link = psycopg2.connect(**parameters)
    link.autocommit = True
    with link.cursor() as cursor:
        for statement in statements:
            _execute(cursor, statement)
    link.close()


def _execute(cursor: Any, statement: str) -> None:
    """Execute a statement, again after a moment where the server's own cleaning works in the database to be dropped."""
    for attempts_left in reversed(range(20)):
        try:
            cursor.execute(statement)
            return
        except InsufficientPrivilege:
            if not attempts_left:
                raise
            time.sleep(0.5)


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work(0..count-1)` in threads that start together; return results or the exceptions they raised, in order."""
    gate = threading.Barrier(count)
    results: list[Any] = [None] * count

    def run(number: int) -> None:
        try:
            gate.wait(timeout=30)
            results[number] = work(number)
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results
