"""The applicant's pages in Chromium: accessible, narrow enough for a phone, nothing blocked by our own policy."""

import pytest
from playwright.sync_api import Page, expect

from tests.applications.views.every_page import all_pages
from tests.look.browsing import HEAVIEST, Scheme, out_of_sight, wider_than_the_window, wrong_with

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
PAGES = all_pages


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_accessible_and_fits(
    page: Page, site: str, pages: dict[str, str], width: int, scheme: Scheme
) -> None:
    assert wrong_with(page, site, pages, width=width, scheme=scheme, heaviest=HEAVIEST) == {}


@pytest.mark.django_db
def test_no_page_is_heavy(pages: dict[str, str]) -> None:
    assert {path: len(html) for path, html in pages.items() if len(html) > HEAVIEST} == {}


@pytest.mark.parametrize(
    "path",
    ["/draft/new", "/section/nationality/wrong", "/section/conflict", "/documents/filled", "/check/ready",
     "/confirmation", "/status/eligible", "/list/filled", "/withdraw/wrong", "/rules"],
)  # fmt: skip
def test_at_400_percent_nothing_is_lost_and_the_focus_is_seen(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(site + path)
    assert wider_than_the_window(page) == 0
    assert out_of_sight(page) == []


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, site: str) -> None:
    page.goto(f"{site}/section/about_you/wrong")
    expect(page.locator("[data-focus]")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator("#id_full_name")).to_be_focused()


def test_the_conflict_is_announced_first(page: Page, site: str) -> None:
    page.goto(f"{site}/section/conflict")
    expect(page.locator("[data-focus]")).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_have_text("These answers were changed in another window")
