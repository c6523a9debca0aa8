"""Corrections, and sections with entries and ranked choices, in Chromium: accessible, and fit for a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.applications.views.every_correction import all_pages
from tests.look.browsing import HEAVIEST, OF_SIZE_AND_COLOUR, out_of_sight, wider_than_the_window, wrong_with

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
PAGES = all_pages


@pytest.mark.django_db
def test_every_section_is_there_empty_wrong_and_filled(pages: dict[str, str]) -> None:
    sections = {tuple(path.split("/")[1:3]) for path in pages if path.endswith("/empty")}
    assert len(sections) == 19
    for each in ("/".join(section) for section in sections):
        assert "error-summary" in pages[f"/{each}/wrong"], each
        assert f"/{each}/filled" in pages


def test_every_page_is_accessible_and_fits_a_phone_at_night(page: Page, site: str, pages: dict[str, str]) -> None:
    assert wrong_with(page, site, pages, width=320, scheme="dark", heaviest=HEAVIEST) == {}


def test_every_page_is_accessible_on_a_desk_by_day(page: Page, site: str, pages: dict[str, str]) -> None:
    assert wrong_with(page, site, pages, width=1280, scheme="light", rules=OF_SIZE_AND_COLOUR) == {}


def test_the_error_summary_leads_into_an_entry(page: Page, site: str) -> None:
    page.goto(f"{site}/mext/education/wrong")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a[href*='-1-university']").click()
    assert page.evaluate("document.activeElement.name") == "education-1-university"


@pytest.mark.parametrize(
    "path", ["/mext/education/filled", "/mext/universities/filled", "/jet/position/wrong", "/correct/check"]
)
def test_at_400_percent_nothing_is_lost_and_the_focus_is_seen(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(site + path)
    assert wider_than_the_window(page) == 0
    assert out_of_sight(page) == []
