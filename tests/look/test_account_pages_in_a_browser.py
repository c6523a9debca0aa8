"""The account pages in Chromium: accessible, narrow enough for a phone, nothing blocked by our own policy."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import pytest
from django.db import connection, transaction
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from tests.look.account_pages import all_pages
from tests.look.browsing import problems_in, served, small_targets, wider_than_the_window

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")


@pytest.fixture(scope="session", autouse=True)
def database_before_browser(request: pytest.FixtureRequest) -> None:
    """Make the test database even if an earlier module has begun the browser, whose event loop stays in this thread."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    request.getfixturevalue("django_db_setup")


@pytest.fixture(scope="module")
def pages(django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """The pages, made in a thread of its own: there no event loop runs, and the connection is its own."""

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
    with served(pages) as address:
        yield address


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_accessible(
    page: Page, site: str, pages: dict[str, str], width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found = {}
    for path in pages:
        page.goto(site + path)
        found[path] = [*problems_in(page), *small_targets(page), *complaints]
        if wider_than_the_window(page):
            found[path].append("wider than the window")
        complaints.clear()
    assert {path: problems for path, problems in found.items() if problems} == {}


def test_the_code_to_scan_is_seen_under_the_content_security_policy(page: Page, site: str) -> None:
    page.goto(f"{site}/mfa_activate_totp/")
    image = page.get_by_role("img", name="QR code that holds the key written below")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") > 0
    assert image.evaluate("image => getComputedStyle(image).backgroundColor") == "rgb(255, 255, 255)"
