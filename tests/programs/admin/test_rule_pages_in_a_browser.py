"""The pages about rules in Chromium: accessible in both colour schemes and widths, nothing blocked by our policy."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.look.browsing import Scheme, small_targets, wrong_with
from tests.programs.admin.rule_screens import all_screens

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
PAGES = all_screens
# What looks different on a desk.
WIDE = ("/draft", "/faults", "/add", "/preview", "/publish")
# Set to a folder to look at the pages.
PICTURES = os.environ.get("SCREENSHOTS")


@pytest.mark.django_db  # without one test so marked, this module alone would get no database
def test_no_page_carries_inline_script_or_style(pages: dict[str, str]) -> None:
    for path, html in pages.items():
        assert html.count("<h1") == 1, path
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html), path


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_accessible_and_fits(
    page: Page, site: str, pages: dict[str, str], width: int, scheme: Scheme
) -> None:
    paths = list(pages) if width < 1280 or PICTURES else WIDE
    wrong = wrong_with(page, site, paths, width=width, scheme=scheme, targets=_small_targets)
    if PICTURES:
        for path in paths:
            page.goto(site + path)
            page.screenshot(path=str(Path(PICTURES) / f"{path[1:]}-{width}.png"), full_page=True)
    assert wrong == {}


def test_an_error_leads_to_its_field(page: Page, site: str) -> None:
    page.goto(f"{site}/condition-wrong")
    assert page.title().startswith("Error: ")
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "value"


def _small_targets(page: Page) -> list[str]:
    """Too small targets of the page itself; the staff site's frame has tests of its own."""
    page.evaluate("document.querySelectorAll('#header, .breadcrumbs, #nav-sidebar').forEach((frame) => frame.remove())")
    return small_targets(page)
