"""The staff site in Chromium: accessible in both colour schemes, usable on a phone, nothing blocked by our policy."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import pytest
from django.db import connection, transaction
from playwright.sync_api import Page
from pytest_django.plugin import DjangoDbBlocker

from tests.look.browsing import problems_in, served, wider_than_the_window
from tests.staffsite.pages import all_pages

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")


@pytest.fixture(scope="session", autouse=True)
def database_before_browser(request: pytest.FixtureRequest) -> None:
    """Make the test database before the browser begins its event loop in this thread."""
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


@pytest.mark.django_db
def test_every_page_says_where_one_is(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        assert page.count("<h1") == 1, path
        assert "<title>" in page, path


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
        # Read before axe-core runs, which fetches style sheets by inline styles of its own.
        refused = [text for text in complaints if "Content Security Policy" in text]
        problems = [*refused, *problems_in(page)]
        complaints.clear()
        if wide := wider_than_the_window(page):
            problems.append(f"{wide} px wider than the window")
        if problems:
            found[path] = problems
    assert not found


def test_a_dossier_is_read_from_the_keyboard_and_every_rule_opens(page: Page, site: str) -> None:
    page.goto(f"{site}/review")
    first = page.locator(".verdicts details").first
    assert first.get_attribute("open") is None
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert first.get_attribute("open") is not None
    page.get_by_label("Score").focus()
    page.keyboard.type("71")
    page.keyboard.press("Tab")
    page.keyboard.type("Clear plans.")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Save the score"


def test_an_error_leads_to_its_field(page: Page, site: str) -> None:
    page.goto(f"{site}/review-refused")
    assert page.title().startswith("Error: ")
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "value"
