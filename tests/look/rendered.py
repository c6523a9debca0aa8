"""Fixtures for modules that look at rendered pages in a browser. tests/conftest.py names them.

A module names in PAGES a function that returns HTML by path and may write rows; its tests then take `pages`, what
that returned, and `site`, the address where they are served.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.look.browsing import served


@pytest.fixture(scope="module")
def pages(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """The module's pages, made in a thread of its own: there no event loop runs, and the connection is its own.

    What they were made of is rolled back.
    """
    # An earlier module may have begun the browser, whose event loop stays in this thread.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    request.getfixturevalue("django_db_setup")
    all_pages: Callable[[], dict[str, str]] = request.module.PAGES

    def make() -> dict[str, str]:
        with django_db_blocker.unblock():
            try:
                with transaction.atomic():
                    made = all_pages()
                    transaction.set_rollback(True)
                return made
            finally:
                connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make).result()


@pytest.fixture(scope="module")
def site(pages: dict[str, str]) -> Iterator[str]:
    """The address of the module's pages on loopback, without a slash at the end."""
    with served(pages) as address:
        yield address
