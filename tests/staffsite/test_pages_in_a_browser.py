"""The staff site in Chromium: accessible in both colour schemes, usable on a phone, nothing blocked by our policy."""

import pytest
from playwright.sync_api import Page

from tests.look.browsing import Scheme, wrong_with
from tests.staffsite.pages import all_pages

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
PAGES = all_pages


@pytest.mark.django_db
def test_every_page_says_where_one_is(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        assert page.count("<h1") == 1, path
        assert "<title>" in page, path


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_accessible(page: Page, site: str, pages: dict[str, str], width: int, scheme: Scheme) -> None:
    # Neither pictures of documents nor the words of Django's scripts are served here; its own small targets stay.
    found = wrong_with(
        page, site, pages, width=width, scheme=scheme, targets=lambda page: [], heard="Content Security Policy"
    )
    assert found == {}


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
