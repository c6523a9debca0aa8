"""The page on which facts are verified, in Chromium: on a phone and on a desk, and with JavaScript switched off."""

import os
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page

from portal.offices.models import Role
from tests.calls import open_call
from tests.look.browsing import Scheme, wider_than_the_window, wrong_with
from tests.review.test_fact_checks import check, on_passport
from tests.review.test_verifying_facts import page as address
from tests.review.test_verifying_facts import typed
from tests.scenarios import submitted
from tests.staff import dossier, posted, staff_browser

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
# Set to a folder to look at the pages.
PICTURES = os.environ.get("SCREENSHOTS")
UNBROKEN = "https://archive.example.org/" + "scanned" * 20


def all_pages() -> dict[str, str]:
    """Return the page untouched, with what was seen on it, and refused, and the dossier beside it. Makes rows."""
    call = open_call()
    application, senior = submitted(call), posted(call.office, Role.SENIOR_REVIEWER)
    desk = staff_browser(senior)
    pages = {"/verify": desk.get(address(application))}
    earlier = on_passport(application, verdict="differs", value="2026-12-01", note=UNBROKEN)
    check(application, earlier, on_passport(application, "birth_date"), by=senior)
    half = typed(application, nationalities__verdict="confirmed", english_ok__note=UNBROKEN)
    pages |= {
        "/verified": desk.get(address(application)),
        "/refused": desk.post(address(application), half),
        "/dossier": desk.get(dossier(application)),
    }
    return {path: answer.content.decode() for path, answer in pages.items()}


PAGES = all_pages


@pytest.mark.django_db  # without one test so marked, this module alone would get no database
def test_one_button_saves_all_facts(pages: dict[str, str]) -> None:
    assert pages["/verified"].count("Save what you saw") == 1


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_accessible_and_fits(
    page: Page, site: str, pages: dict[str, str], width: int, scheme: Scheme
) -> None:
    # Pictures of documents are not served here; the staff site's own small targets stay.
    found = wrong_with(
        page, site, pages, width=width, scheme=scheme, targets=lambda page: [], heard="Content Security Policy"
    )
    assert found == {}
    for path in pages if PICTURES else ():
        page.goto(site + path)
        page.screenshot(path=str(Path(str(PICTURES)) / f"{path[1:]}-{width}.png"), full_page=True)


def test_on_a_phone_without_javascript_a_fact_is_marked_as_seen_otherwise_and_sent(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.route("**/evidence/", lambda route: route.fulfill(status=204))
    page.goto(f"{site}/verify")
    fact = page.locator("#fact-passport_expiry")
    assert not fact.get_by_label("Day").is_visible()
    fact.get_by_label("Seen otherwise").check()
    fact.locator("summary").click()
    for label, text in (("Day", "31"), ("Month", "1"), ("Year", "2027"), ("Note", "Shown at the counter")):
        fact.get_by_label(label).fill(text)
    assert wider_than_the_window(page) == 0
    with page.expect_request("**/evidence/") as asked:
        page.get_by_role("button", name="Save what you saw").click()
    post = parse_qs(asked.value.post_data or "")
    context.close()
    prefix = "fact-passport_expiry"
    assert post[f"{prefix}-verdict"] == ["differs"]
    assert [post[f"{prefix}-value_{part}"] for part in ("day", "month", "year")] == [["31"], ["1"], ["2027"]]
    assert post[f"{prefix}-note"] == ["Shown at the counter"]
