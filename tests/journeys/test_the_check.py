"""“Am I eligible?” in a browser: where one stands follows one's answers, and a page without scripts does the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys import applicant_pages as applicant
from tests.journeys.conftest import OpenWindow
from tests.journeys.people import CALL
from tests.live import LivePortal
from tests.look.browsing import problems_in, small_targets, wider_than_the_window

pytestmark = pytest.mark.journey


def at_the_check(page: Page, portal: LivePortal) -> Locator:
    """Open the check; the place that says where one stands."""
    page.goto(f"{portal.base_url}/calls/{CALL}/eligibility/")
    return page.get_by_role("region", name="Where you stand")


def checks_counted(portal: LivePortal) -> int:
    ((number,),) = portal.query("SELECT coalesce(sum(stopped), 0) FROM programs_checkcount WHERE rule_key = ''")
    return int(number)


def test_where_one_stands_follows_the_answers_and_the_focus_stays(portal: LivePortal, window: OpenWindow) -> None:
    page = window().new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    standing = at_the_check(page, portal)
    expect(standing).to_contain_text("What your answers come to stands here")
    first = applicant.group(page, "Which nationalities do you hold?").get_by_label("First")
    first.focus()
    first.select_option("Finland")
    expect(standing.get_by_role("status")).to_contain_text("On these answers 1 requirement is not met.")
    expect(standing).to_contain_text("Your nationality: Finland. Needed: the nationality of Belgium.")
    expect(first).to_be_focused()
    first.select_option("Belgium")
    expect(standing.get_by_role("status")).to_contain_text("Nothing rules you out so far")
    met = standing.get_by_text("1 requirement is met")
    met.click()
    applicant.choose(page, "Do you hold Japanese nationality?", "No")
    expect(standing.get_by_text("2 requirements are met")).to_be_visible()
    expect(standing.locator("details#met")).to_have_attribute("open", "")
    assert problems_in(page) == []
    assert complaints == []
    assert checks_counted(portal) == 0


def test_it_stands_beside_the_questions_where_there_is_room_and_below_them_on_a_phone(
    portal: LivePortal, window: OpenWindow
) -> None:
    for width, beside in ((1280, True), (360, False), (320, False)):
        page = window(width=width, height=800).new_page()
        standing = at_the_check(page, portal)
        applicant.group(page, "Which nationalities do you hold?").get_by_label("First").select_option("Finland")
        expect(standing).to_contain_text("1 requirement is not met")
        form, box = page.locator("form#check").bounding_box(), standing.bounding_box()
        assert form is not None
        assert box is not None
        assert (box["x"] >= form["x"] + form["width"]) is beside
        assert (box["y"] >= form["y"] + form["height"]) is not beside
        assert wider_than_the_window(page) == 0
        assert small_targets(page) == []
        page.mouse.wheel(0, 500)
        if beside:
            expect(standing.get_by_role("status")).to_be_in_viewport()


def test_too_many_answers_in_a_minute_are_said_and_errors_are_not(portal: LivePortal, window: OpenWindow) -> None:
    page = window().new_page()
    standing = at_the_check(page, portal)

    def refuse(route: Route) -> None:
        route.fulfill(status=429, headers={"Retry-After": "60"}, content_type="text/html", body="<p>Too many</p>")

    page.route("**/eligibility/", lambda route: route.fulfill(status=500, body="broken"))
    applicant.choose(page, "Do you hold Japanese nationality?", "No")
    page.wait_for_timeout(1500)
    expect(standing).to_contain_text("What your answers come to stands here")
    page.unroute("**/eligibility/")
    page.route("**/eligibility/", refuse)
    applicant.choose(page, "Do you hold Japanese nationality?", "Yes")
    expect(standing).to_contain_text("asked for too often from your network")
    page.unroute("**/eligibility/")
    page.get_by_role("button", name="Check and go on").click()
    expect(page.get_by_role("heading", name="Further questions")).to_be_visible()


def test_without_scripts_by_the_buttons_alone(portal: LivePortal, window: OpenWindow) -> None:
    page = window(width=360, height=740, java_script_enabled=False).new_page()
    standing = at_the_check(page, portal)
    applicant.answer_the_first_questions(page)
    applicant.type_date(page, "Until when is your passport valid?", "1", "6", "2026")
    page.get_by_label("Year").last.press("Enter")  # the first button of the form, not another language
    expect(page.get_by_role("heading", name="Further questions")).to_be_visible()
    expect(page.get_by_text("On your answers so far 1 requirement is not met.")).to_be_visible()
    expect(standing).to_contain_text("Your passport ends on 1 June 2026")
    page.get_by_role("button", name="Back").click()
    assert applicant.typed_date(page, "Until when is your passport valid?") == ["1", "6", "2026"]
    page.get_by_role("button", name="Check and go on").click()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", name="Result")).to_be_visible()
    expect(page.get_by_role("button", name="Start an application with these answers")).to_be_visible()
    assert page.url.endswith("/eligibility/")
