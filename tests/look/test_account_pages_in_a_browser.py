"""The account pages in Chromium: accessible, narrow enough for a phone, nothing blocked by our own policy."""

import pytest
from playwright.sync_api import Page, expect

from tests.look.account_pages import all_pages
from tests.look.browsing import HEAVIEST, Scheme, wrong_with

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
PAGES = all_pages


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_accessible(page: Page, site: str, pages: dict[str, str], width: int, scheme: Scheme) -> None:
    assert wrong_with(page, site, pages, width=width, scheme=scheme, heaviest=HEAVIEST) == {}


def test_the_code_to_scan_is_seen_under_the_content_security_policy(page: Page, site: str) -> None:
    page.goto(f"{site}/mfa_activate_totp/")
    image = page.get_by_role("img", name="QR code that holds the key written below")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") > 0
    assert image.evaluate("image => getComputedStyle(image).backgroundColor") == "rgb(255, 255, 255)"
