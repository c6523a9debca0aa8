"""Every component in Chromium: nothing for axe-core to find, nothing too wide, in both colour schemes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_playwright import CreateContextCallback

from tests.look.browsing import Scheme, out_of_sight, problems_in, served, small_targets, wider_than_the_window
from tests.look.gallery import StudiesForm, page, some_messages, wrong_form


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served({"/empty/": page(StudiesForm()), "/wrong/": page(wrong_form(), some_messages())}) as address:
        yield address


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser says against a page: a blocked style or script, a file that is not there."""
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.parametrize("path", ["/empty/", "/wrong/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_components_are_accessible(
    page: Page, site: str, complaints: list[str], path: str, scheme: Scheme, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(site + path)
    assert problems_in(page) == []
    assert wider_than_the_window(page) == 0
    assert small_targets(page) == []
    assert complaints == []


def test_the_error_summary_takes_the_focus_and_leads_to_the_control(page: Page, site: str) -> None:
    page.goto(f"{site}/wrong/")
    expect(page).to_have_title("Error: Your application to MIRAI - Exchange programmes portal")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Date of birth: 31 February 1998 is not a date. Check the day.").click()
    expect(page.locator("#id_birth_date_day")).to_be_focused()
    page.get_by_role("link", name="The day and the month are missing").click()
    expect(page.locator("#id_passport_expiry_day")).to_be_focused()


def test_every_link_of_the_error_summary_leads_somewhere(page: Page, site: str) -> None:
    page.goto(f"{site}/wrong/")
    dead = page.evaluate(
        "() => [...document.querySelectorAll('.error-summary a')]"
        ".map((a) => a.hash).filter((hash) => !document.querySelector(hash))"
    )
    assert dead == []
    assert page.locator(".error-summary a").count() >= 10


def test_the_keyboard_reaches_the_main_content_first(page: Page, site: str) -> None:
    page.goto(f"{site}/empty/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => Boolean(document.activeElement.closest('main'))")


def test_focus_is_seen_on_links_buttons_and_fields(page: Page, site: str) -> None:
    page.goto(f"{site}/empty/")
    for selector in (".site-nav a", ".task a", "#id_full_name", "#id_degree_0", ".button"):
        page.locator(selector).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px", selector


def test_the_page_is_whole_without_scripts(new_context: CreateContextCallback, site: str) -> None:
    plain = new_context(java_script_enabled=False).new_page()
    plain.goto(f"{site}/wrong/")
    expect(plain.get_by_role("heading", name="There are")).to_be_visible()
    plain.get_by_role("link", name="31 February 1998 is not a date. Check the day.").click()
    assert plain.url.endswith("#id_birth_date_day")
    expect(plain.locator("[data-local-time]")).to_be_hidden()


def test_the_reader_sees_the_deadline_in_their_own_time(new_context: CreateContextCallback, site: str) -> None:
    far = new_context(timezone_id="America/Lima").new_page()
    far.goto(f"{site}/empty/")
    expect(far.locator("[data-local-time] dd")).to_have_text("Friday, 11 December 2026 at 17:59 (America/Lima)")


def test_who_is_in_the_offices_zone_is_told_its_time_once(new_context: CreateContextCallback, site: str) -> None:
    near = new_context(timezone_id="Europe/Paris").new_page()
    near.goto(f"{site}/empty/")
    expect(near.get_by_text("Brussels time").first).to_be_visible()
    expect(near.locator("[data-local-time]")).to_be_hidden()


@pytest.mark.parametrize("zoom", [4])
def test_nothing_is_lost_at_400_percent(page: Page, site: str, zoom: int) -> None:
    page.set_viewport_size({"width": 1280 // zoom, "height": 1024 // zoom})
    page.goto(f"{site}/wrong/")
    assert wider_than_the_window(page) == 0
    assert out_of_sight(page) == []
    # A bar that stays in place over the page would hide what has the focus.
    page.evaluate(
        "() => Object.assign(document.body.appendChild(document.createElement('div')).style,"
        " { position: 'fixed', inset: '0', background: 'black' })"
    )
    assert out_of_sight(page) != []


def test_what_is_printed_leaves_out_what_paper_cannot_do(page: Page, site: str) -> None:
    page.goto(f"{site}/empty/")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("heading", name="Your studies and your passport")).to_be_visible()
    for selector in (".site-nav", ".actions", ".change", ".skip-link", ".pagination"):
        expect(page.locator(selector).first).to_be_hidden()
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
