"""Every page made so far, on the running demonstration: accessible (axe-core), narrow enough, no complaint in the
console (a breach of our own Content-Security-Policy is one), from the keyboard, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.applicant_pages import choose, sign_in
from tests.journeys.conftest import DEMO, OpenWindow
from tests.journeys.looking import Looker
from tests.journeys.people import CALL, PASSWORD, Applicant, ready_to_submit
from tests.journeys.staff import COORDINATOR, OPERATOR, QUEUE, REVIEWER, SENIOR
from tests.live import LivePortal, LivePortals

pytestmark = pytest.mark.journey
DRAFTING, SUBMITTED = "lotte.maes@mail.example", "yasmine.elidrissi@mail.example"
SECTIONS = ("about_you", "nationality", "studies", "passport", "japan_before", "commitments", "motivation")
LISTS = "/admin/shortlists/shortlist/"


@pytest.fixture(scope="module")
def portal(live_portals: LivePortals) -> Iterator[LivePortal]:
    """The demonstration as `./dev up` shows it: with the pages and buttons of /dev/."""
    live = live_portals.make((DEMO,), {"PORTAL_ENV": "development"})
    live.start()
    live.wait_healthy(seconds=120)
    yield live
    live_portals.discard(live)


@pytest.fixture
def looker(window: OpenWindow, portal: LivePortal) -> Looker:
    """Somebody who looks at pages, not signed in yet."""
    return Looker(window().new_page(), portal.base_url)


def come_in(page: Page, portal: LivePortal, email: str) -> None:
    """Sign in with a button of /dev/."""
    page.goto(f"{portal.base_url}/dev/")
    page.locator("form", has=page.locator(f"input[value='{email}']")).get_by_role("button").click()
    page.wait_for_url(re.compile(r"/(admin|applications)/$"))


def call_in(portal: LivePortal, state: str) -> str:
    """The address of an announced or ended call."""
    when = {"announced": "opens_at > now()", "ended": "closes_at < now()"}[state]
    return f"/calls/{portal.query(f'SELECT slug FROM programs_call WHERE {when} ORDER BY id LIMIT 1')[0][0]}/"


def test_public_pages(looker: Looker, portal: LivePortal) -> None:
    for path in ("/", "/programs/", "/programs/mirai/", "/programs/mext-research/", "/alumni/", f"/calls/{CALL}/"):
        looker.go(path)
    for state in ("announced", "ended"):
        looker.go(call_in(portal, state))
    check = f"/calls/{CALL}/eligibility/"
    looker.go(check)
    looker.press("Check and go on", "a check whose first questions were left open")
    looker.page.get_by_label("How many months have you lived in Japan").fill("many")
    looker.press("Check", "a check with a wrong answer")
    looker.page.get_by_label("How many months have you lived in Japan").fill("9")
    choose(looker.page, "Do you communicate in English without difficulty?", "No")
    looker.press("Back", "the first questions again")
    looker.press("Check and go on", "a check that failed already")
    looker.press("Check", "a check that fails")
    looker.press("Change your answers", "all answers of a check")
    for path in ("/dev/", "/dev/mail/"):
        looker.go(path)
    looker.nothing_wrong()


def test_error_pages(looker: Looker, portal: LivePortal) -> None:
    looker.go("/nothing/here/", status=404)
    looker.go("/?page=%00", status=400)
    come_in(looker.page, portal, SUBMITTED)
    looker.go("/admin/", status=403)
    looker.page.context.clear_cookies(name="csrf")
    looker.page.goto(f"{portal.base_url}/applications/")
    looker.page.context.clear_cookies(name="csrf")
    looker.page.get_by_role("button", name="Sign out").click()
    expect(looker.page.get_by_role("heading", name="This form could not be checked")).to_be_visible()
    looker.look("a form without its cookie")
    looker.nothing_wrong()


def test_account_pages(looker: Looker, portal: LivePortal) -> None:
    page = looker.page
    looker.go("/accounts/login/")
    page.get_by_label("Email").fill("nobody@mail.example")
    page.get_by_label("Password").fill("not the password")
    looker.press("Sign in", "a wrong password")
    looker.go("/accounts/signup/")
    looker.press("Create account", "an account without anything")
    looker.go("/accounts/password/reset/")
    page.get_by_label("Email").fill("nobody@mail.example")
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_load_state()
    looker.look("a password reset was asked for")
    looker.go("/accounts/confirm-email/")
    looker.go("/accounts/confirm-email/no-such-key/")
    come_in(page, portal, SUBMITTED)
    for path in ("email/", "password/change/", "2fa/", "2fa/totp/activate/", "sessions/", "logout/"):
        looker.go(f"/accounts/{path}")
    looker.nothing_wrong()


def test_an_applicants_pages_empty_wrong_and_filled(looker: Looker, portal: LivePortal) -> None:
    page = looker.page
    come_in(page, portal, REVIEWER)
    looker.go("/applications/")  # staff have none: the empty list
    come_in(page, portal, DRAFTING)
    looker.look("the list with a draft")
    page.get_by_role("main").get_by_role("link", name=re.compile("^MIRAI")).first.click()
    page.wait_for_load_state()
    draft = page.url.removeprefix(portal.base_url)
    looker.look("the parts of a draft")
    for section in SECTIONS:
        looker.go(f"{draft}{section}/")
    for section in SECTIONS[2:]:
        page.goto(f"{portal.base_url}{draft}{section}/")
        looker.press("Save and continue", f"{section} left empty")
    looker.go(f"{draft}documents/")
    looker.press("Upload", "no file chosen")
    looker.go(f"{draft}check/")
    looker.press("Submit application", "submitted too early")
    looker.go(f"{draft}withdraw/")
    looker.nothing_wrong()


def test_the_pages_after_submission(looker: Looker, portal: LivePortal) -> None:
    ready = ready_to_submit(portal)
    page = looker.page
    page.goto(f"{portal.base_url}/accounts/login/")
    sign_in(page, ready.email)
    for part in ("", "documents/", "documents/passport_copy/remove/", "check/"):
        looker.go(ready.at(part))
    looker.press("Submit application", "submitted without the declaration")
    ready.submit()
    for part in ("submitted/", "", "withdraw/"):
        looker.go(ready.at(part))
    looker.go("/applications/")
    looker.nothing_wrong()


def test_a_reviewers_pages(looker: Looker, portal: LivePortal) -> None:
    page = looker.page
    come_in(page, portal, REVIEWER)
    looker.look("what waits for a reviewer")
    looker.go(QUEUE)
    looker.go(f"{QUEUE}?q=nobody-of-this-name")
    for waiting in ("check", "review", "score"):
        looker.go(f"{QUEUE}?waiting={waiting}")
        page.locator("#result_list tbody th a").first.click()
        page.wait_for_load_state("networkidle")
        looker.look(f"a dossier that waits for: {waiting}")
    page.get_by_role("button", name="Save the score").click()
    expect(page).to_have_title(re.compile("^Error: "))
    looker.look("a score without a number")
    looker.go("/admin/programs/call/")
    looker.go("/admin/password_change/", status=200)
    looker.nothing_wrong()


def make_list(page: Page, call: str) -> None:
    """Press the button beside a call; the list's page then."""
    page.get_by_role("row", name=re.compile(call)).get_by_role("button", name="Make the list").click()
    page.wait_for_load_state()


def test_a_coordinators_pages(looker: Looker, portal: LivePortal) -> None:
    page = looker.page
    come_in(page, portal, COORDINATOR)
    looker.look("what waits for a coordinator")
    looker.go("/admin/programs/call/")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_load_state()
    looker.look("a call")
    looker.go(LISTS)
    looker.go(f"{LISTS}add/")
    make_list(page, "MIRAI 2026.27")
    expect(page.get_by_text("The call still takes applications")).to_be_visible()
    looker.look("a drafted shortlist of an open call")
    looker.go(page.url.removeprefix(portal.base_url).removesuffix("change/") + "freeze/")
    looker.go(f"{LISTS}add/")
    make_list(page, "MEXT research students 2028")
    looker.look("a drafted shortlist")
    here = page.url.removeprefix(portal.base_url).removesuffix("change/")
    for part in ("freeze/", "reason/", "discard/"):
        looker.go(here + part)
    looker.go(f"{here}change/")
    page.locator("table.lines tbody .reference").first.click()
    page.wait_for_load_state()
    looker.look("a line")
    page.get_by_role("button", name="Move").click()
    page.wait_for_load_state()
    looker.look("a move without a reason")
    page.goto(f"{portal.base_url}{here}freeze/")
    if page.get_by_role("checkbox").count():
        page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Freeze the list").click()
    expect(page.get_by_role("link", name="Preview and release")).to_be_visible()
    looker.look("a frozen shortlist")
    looker.go(f"{here}release/")
    looker.nothing_wrong()


def test_an_operators_pages(looker: Looker, portal: LivePortal) -> None:
    page = looker.page
    come_in(page, portal, OPERATOR)
    looker.look("what an operator may open")
    links = page.locator("#content-main table a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for path in sorted({link for link in links if link and link.startswith("/admin/")}):
        looker.go(path)
    come_in(page, portal, SENIOR)
    looker.look("what waits for a senior reviewer")
    looker.nothing_wrong()


def test_a_form_can_be_filled_in_from_the_keyboard(window: OpenWindow, portal: LivePortal) -> None:
    page = window().new_page()
    come_in(page, portal, DRAFTING)
    page.get_by_role("main").get_by_role("link", name=re.compile("^MIRAI")).first.click()
    page.get_by_role("link", name="About you").click()
    expect(page.get_by_role("heading", name="About you")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    in_order = [
        "full_name",
        "passport_name",
        "native_name",
        "katakana_name",
        "birth_date_day",
        "birth_date_month",
        "birth_date_year",
    ]
    for name in (*in_order, "phone", "save", "save"):
        page.keyboard.press("Tab")
        focused = page.evaluate("() => document.activeElement.name")
        assert focused == name
        in_sight = page.evaluate(
            "() => { const box = document.activeElement.getBoundingClientRect();"
            " return box.top >= 0 && box.bottom <= innerHeight + 1 }"
        )
        assert in_sight, f"the focus is out of sight at {focused}"


def test_without_javascript_a_section_is_saved_and_the_application_submitted(
    window: OpenWindow, portal: LivePortal
) -> None:
    ready: Applicant = ready_to_submit(portal)
    page = window(java_script_enabled=False).new_page()
    page.goto(f"{portal.base_url}/accounts/login/")
    page.get_by_label("Email").fill(ready.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.goto(portal.base_url + ready.at("studies/"))
    page.get_by_label("What do you study?").fill("Comparative law")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    page.goto(portal.base_url + ready.at("check/"))
    expect(page.get_by_text("Comparative law")).to_be_visible()
    page.get_by_role("button", name="Submit application").click()
    expect(page.get_by_text("Tick the box to say that your answers are true and complete.").first).to_be_visible()
    page.get_by_label("I have read my answers.").check()
    page.get_by_role("button", name="Submit application").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Application submitted")
    expect(page.get_by_text(ready.reference).first).to_be_visible()
