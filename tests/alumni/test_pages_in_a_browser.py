"""The public pages of the alumni associations in Chromium: accessible, narrow enough, nothing blocked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.alumni.every_page import all_pages
from tests.look.browsing import HEAVIEST, OF_SIZE_AND_COLOUR, out_of_sight, wider_than_the_window, wrong_with

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
PAGES = all_pages


@pytest.fixture
def looked_at(pages: dict[str, str]) -> dict[str, str]:
    return {path: page for path, page in pages.items() if not path.endswith(".svg")}


@pytest.mark.django_db
def test_the_pages_to_look_at_are_all_there(looked_at: dict[str, str]) -> None:
    assert len(looked_at) == 14


def test_every_page_is_accessible_and_fits_a_phone_at_night(page: Page, site: str, looked_at: dict[str, str]) -> None:
    assert wrong_with(page, site, looked_at, width=320, scheme="dark", heaviest=HEAVIEST) == {}


def test_every_page_is_accessible_on_a_desk_by_day(page: Page, site: str, looked_at: dict[str, str]) -> None:
    assert wrong_with(page, site, looked_at, width=1280, scheme="light", rules=OF_SIZE_AND_COLOUR) == {}


def test_the_map_is_drawn(page: Page, site: str) -> None:
    page.goto(f"{site}/alumni/")
    picture = page.locator("img.world")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("picture => picture.naturalWidth") > 0


def test_the_table_of_the_map_opens_from_the_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/alumni/")
    page.get_by_text("The map as a table").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="Belgium")).to_be_visible()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, site: str) -> None:
    page.goto(f"{site}/founding/wrong")
    assert page.title().startswith("Error: ")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator("#id_office")).to_be_focused()


@pytest.mark.parametrize("path", ["/alumni/", "/alumni/page", "/founding/wrong", "/founding/open"])
def test_at_400_percent_nothing_is_lost_and_the_focus_is_seen(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(site + path)
    assert wider_than_the_window(page) == 0
    assert out_of_sight(page) == []
