"""The coordinator's pages in Chromium: accessible in both colour schemes and widths, nothing blocked by our policy."""

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import pytest
from django.db import connection, transaction
from playwright.sync_api import Page
from pytest_django.plugin import DjangoDbBlocker

from tests.look.browsing import problems_in, served, small_targets, wider_than_the_window
from tests.shortlists.screens import all_screens

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
# What looks different on a desk.
WIDE = ("/choose", "/draft", "/line-conflict", "/freeze-unread", "/release", "/correction", "/lists")
# Set to a folder to look at the pages.
PICTURES = os.environ.get("SCREENSHOTS")


@pytest.fixture(scope="module", autouse=True)
def database_before_browser(request: pytest.FixtureRequest) -> None:
    """Make the test database even if an earlier module has begun the browser, whose event loop stays in this thread."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    request.getfixturevalue("django_db_setup")


@pytest.fixture(scope="module")
def screens(django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """The pages, made in a thread of its own: there no event loop runs, and the connection is its own."""

    def make() -> dict[str, str]:
        with django_db_blocker.unblock():
            try:
                with transaction.atomic():
                    made = all_screens()
                    transaction.set_rollback(True)
                return made
            finally:
                connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make).result()


@pytest.fixture(scope="module")
def site(screens: dict[str, str]) -> Iterator[str]:
    """The pages on loopback."""
    with served(screens) as address:
        yield address


@pytest.mark.django_db  # without one test so marked, this module alone would get no database
def test_no_page_carries_inline_script_or_style(screens: dict[str, str]) -> None:
    for path, html in screens.items():
        assert "</h1>" in html, path
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html), path


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_accessible_and_fits(
    page: Page, site: str, screens: dict[str, str], width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found: dict[str, list[str]] = {}
    for path in screens if width < 1280 or PICTURES else WIDE:
        page.goto(site + path)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{path[1:]}-{width}.png"), full_page=True)
        wide = wider_than_the_window(page)
        problems = problems_in(page) + _small_targets(page) + ([f"{wide} px too wide"] if wide else [])
        if problems:
            found[path] = problems
    assert not found, "\n".join(f"{path}: {problem}" for path, problems in found.items() for problem in problems)
    assert not complaints


def test_the_list_is_printed_without_what_is_clicked(page: Page, site: str) -> None:
    page.goto(site + "/draft")
    page.emulate_media(media="print")
    assert page.get_by_text("Zoë Carreño").first.is_visible()
    assert not page.get_by_text("Freeze the list").is_visible()
    assert not page.locator("#nav-sidebar").is_visible()
    if PICTURES:
        page.pdf(path=str(Path(PICTURES) / "draft.pdf"), format="A4")


def _small_targets(page: Page) -> list[str]:
    """Too small targets of the page itself; the staff site's frame has tests of its own."""
    page.evaluate("document.querySelectorAll('#header, .breadcrumbs, #nav-sidebar').forEach((frame) => frame.remove())")
    return small_targets(page)
