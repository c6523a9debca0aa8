"""The applicant's pages in Chromium: accessible, narrow enough for a phone, nothing blocked by our own policy."""

import pytest
from playwright.sync_api import Page, expect

from tests.applications.views.every_page import all_pages
from tests.look.browsing import Scheme, wrong_with

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
PAGES = all_pages
HEAVIEST = 150_000  # bytes


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_accessible_and_fits(
    page: Page, site: str, pages: dict[str, str], width: int, scheme: Scheme
) -> None:
    assert wrong_with(page, site, pages, width=width, scheme=scheme) == {}


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
