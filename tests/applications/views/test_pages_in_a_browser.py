"""The applicant's pages in Chromium: accessible, narrow enough for a phone, nothing blocked by our own policy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import pytest
from django.db import connection, transaction
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from tests.applications.views.every_page import all_pages
from tests.look.browsing import problems_in, served, small_targets, wider_than_the_window

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
HEAVIEST = 150_000


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
def test_every_page_is_accessible_and_fits(
    page: Page, site: str, pages: dict[str, str], width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found = {}
    for path in pages:
        page.goto(site + path)
        wrong = problems_in(page) + small_targets(page)
        sideways = wider_than_the_window(page)
        if sideways:
            wrong.append(f"{sideways} px wider than the window")
        if wrong:
            found[path] = wrong
    assert found == {}
    assert complaints == []


@pytest.mark.django_db
def test_no_page_is_heavy(pages: dict[str, str]) -> None:
    assert {path: len(html) for path, html in pages.items() if len(html) > HEAVIEST} == {}


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, site: str) -> None:
    page.goto(f"{site}/section/about_you/wrong")
    expect(page.locator("[data-focus]")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator("#id_full_name")).to_be_focused()


def test_the_conflict_is_announced_first(page: Page, site: str) -> None:
    page.goto(f"{site}/section/conflict")
    expect(page.locator("[data-focus]")).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_have_text("These answers were changed in another window")
