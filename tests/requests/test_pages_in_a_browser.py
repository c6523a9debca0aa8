"""Letters, questions of the office and appeals in Chromium: accessible, narrow enough, nothing blocked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.look.browsing import HEAVIEST, OF_SIZE_AND_COLOUR, out_of_sight, wider_than_the_window, wrong_with
from tests.requests.every_page import all_pages

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
PAGES = all_pages


@pytest.mark.django_db
def test_the_pages_to_look_at_are_all_there(pages: dict[str, str]) -> None:
    assert len(pages) >= 45


def test_every_page_is_accessible_and_fits_a_phone_at_night(page: Page, site: str, pages: dict[str, str]) -> None:
    assert wrong_with(page, site, pages, width=320, scheme="dark", heaviest=HEAVIEST) == {}


def test_every_page_is_accessible_on_a_desk_by_day(page: Page, site: str, pages: dict[str, str]) -> None:
    assert wrong_with(page, site, pages, width=1280, scheme="light", rules=OF_SIZE_AND_COLOUR) == {}


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, site: str) -> None:
    page.goto(f"{site}/letter/wrong")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator("#id_known_for")).to_be_focused()


@pytest.mark.parametrize(
    "path", ["/letter/wrong", "/request/words/saved", "/referees/asked", "/status/asked", "/appeal/wrong"]
)
def test_at_400_percent_nothing_is_lost_and_the_focus_is_seen(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(site + path)
    assert wider_than_the_window(page) == 0
    assert out_of_sight(page) == []
