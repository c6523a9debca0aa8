"""What somebody types on a bus is there on the other device, whatever happened to page, session or connection."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys import applicant_pages as applicant
from tests.journeys.conftest import OpenWindow
from tests.journeys.people import PASSWORD, Applicant
from tests.live import LivePortal
from tests.look.browsing import problems_in, small_targets, wider_than_the_window

pytestmark = pytest.mark.journey


def signed_in(page: Page, portal: LivePortal, mine: Applicant) -> Page:
    """Sign in on another device."""
    page.goto(f"{portal.base_url}/accounts/login/")
    page.get_by_label("Email").fill(mine.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="My applications")).to_be_visible()
    return page


def test_typing_is_enough(portal: LivePortal, window: OpenWindow) -> None:
    mine = Applicant(portal, "Suharto").sign_up().begin()
    phone = signed_in(window(**applicant.PHONE).new_page(), portal, mine)
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    phone.goto(portal.base_url + mine.at("japan_before/"))
    stay = phone.get_by_role("group", name="Stay 1")
    expect(stay).to_be_hidden()
    applicant.choose(phone, "Have you stayed in Japan before?", "Yes")
    expect(stay).to_be_visible()
    applicant.type_date(phone, "When did you enter Japan?", "1", "4", "2022")
    applicant.type_date(phone, "When did you leave, or when will you?", "30", "9", "20")
    phone.get_by_label("Study or research").check()
    saved = phone.locator("[data-saved]")
    expect(saved).to_contain_text("without: When did you leave, or when will you?")
    applicant.type_date(phone, "When did you leave, or when will you?", "30", "9", "2022")
    phone.get_by_label("Study or research").focus()
    expect(saved).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    assert problems_in(phone) == []
    assert small_targets(phone) == []
    assert wider_than_the_window(phone) == 0

    desk = signed_in(window().new_page(), portal, mine)
    desk.goto(portal.base_url + mine.at("japan_before/"))
    assert applicant.typed_date(desk, "When did you leave, or when will you?") == ["30", "9", "2022"]
    desk.get_by_role("button", name="Add another stay").click()
    expect(desk.get_by_role("group", name="Stay 2")).to_be_visible()
    desk.get_by_role("button", name="Remove Stay 2").click()
    expect(desk.get_by_role("group", name="Stay 2")).to_have_count(0)

    # The phone's page is older now: it says so, and its button leads to both answers beside each other.
    phone.get_by_label("Holiday or visit").check()
    expect(saved).to_contain_text("changed in another window")
    applicant.choose(phone, "Have you ever been accepted for an exchange programme", "No")
    phone.get_by_role("button", name="Save and continue").click()
    expect(phone.get_by_role("heading", name="These answers were changed in another window")).to_be_visible()
    expect(phone.get_by_role("table")).to_contain_text("What for? Study or research")
    expect(phone.get_by_role("table")).to_contain_text("What for? Holiday or visit")
    phone.get_by_role("button", name="Save these answers instead").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Taking part")
    assert [text for text in complaints if "409" not in text] == []


def test_a_broken_connection_and_an_ended_session_lose_nothing(portal: LivePortal, window: OpenWindow) -> None:
    mine = Applicant(portal, "d'Souza").sign_up().begin()
    context = window(**applicant.PHONE)
    page = signed_in(context.new_page(), portal, mine)
    page.goto(portal.base_url + mine.at("studies/"))
    saved = page.locator("[data-saved]")

    context.set_offline(True)
    page.get_by_label("What do you study?").fill("Hydrology")
    page.get_by_label("Name of the university").fill("Universitas Gadjah Mada")
    page.get_by_label("Name of the university").blur()
    expect(saved).to_contain_text("Not saved: the connection is down.")
    context.set_offline(False)
    page.get_by_label("What do you study?").fill("Hydrology of deltas")
    page.get_by_label("What do you study?").blur()
    expect(saved).to_contain_text("Saved ")

    portal.query("DELETE FROM django_session")
    page.get_by_label("What do you study?").fill("Hydrology of large deltas")
    page.get_by_label("What do you study?").blur()
    expect(saved).to_contain_text("You are signed out.")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("what you typed is kept for an hour")).to_be_visible()
    page.get_by_label("Email").fill(mine.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("What do you study?")).to_have_value("Hydrology of large deltas")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")


def test_the_button_waits_for_what_is_on_its_way(portal: LivePortal, window: OpenWindow) -> None:
    """Both save the same section; the second must not take the first for another window."""
    mine = Applicant(portal, "O").sign_up().begin()
    page = signed_in(window().new_page(), portal, mine)
    page.goto(portal.base_url + mine.at("passport/"))

    def slowly(route: object, request: object) -> None:
        if "save=auto" in (request.post_data or ""):  # type: ignore[attr-defined]
            page.wait_for_timeout(1500)
        route.continue_()  # type: ignore[attr-defined]

    page.route("**/passport/", slowly)
    with page.expect_request(lambda request: "save=auto" in (request.post_data or "")):
        applicant.type_date(page, "Until when is your passport valid?", "13", "6", "2034")
        page.get_by_label("Year").blur()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Japan before")


def test_a_script_is_not_needed(portal: LivePortal, window: OpenWindow) -> None:
    mine = Applicant(portal, "Ōno").sign_up().begin()
    page = signed_in(window(width=320, java_script_enabled=False).new_page(), portal, mine)
    page.goto(portal.base_url + mine.at("japan_before/"))
    expect(page.get_by_role("group", name="Stay 1")).to_be_visible()
    applicant.choose(page, "Have you ever been accepted for an exchange programme", "No")
    applicant.choose(page, "Have you stayed in Japan before?", "Yes")
    applicant.type_date(page, "When did you enter Japan?", "27", "4", "2022")
    applicant.type_date(page, "When did you leave, or when will you?", "3", "May", "2022")
    page.get_by_label("Holiday or visit").check()
    page.get_by_role("button", name="Add another stay").click()
    second = page.get_by_role("group", name="Stay 2")
    expect(second).to_be_visible()
    # The return key in a field goes on; it presses none of the buttons above it.
    second.get_by_label("Day").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Taking part")
    page.goto(portal.base_url + mine.at("check/"))
    expect(page.get_by_text("27 April 2022 to 3 May 2022: 7 days")).to_have_count(2)


def test_who_signs_in_in_another_tab_goes_on_in_this_one(portal: LivePortal, window: OpenWindow) -> None:
    """Signing in makes the mark of every page that is still open too old."""
    mine = Applicant(portal, "Ó Briain").sign_up().begin()
    context = window()
    page = signed_in(context.new_page(), portal, mine)
    page.goto(portal.base_url + mine.at("studies/"))
    saved = page.locator("[data-saved]")
    portal.query("DELETE FROM django_session")
    page.get_by_label("What do you study?").fill("Hydrology")
    page.get_by_label("What do you study?").blur()
    expect(saved).to_contain_text("You are signed out.")
    signed_in(context.new_page(), portal, mine)

    page.get_by_label("What do you study?").fill("Hydrology of deltas")
    page.get_by_label("What do you study?").blur()
    expect(saved).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    page.get_by_label("What do you study?").fill("Hydrology of large deltas")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")


def test_an_old_page_gives_its_text_to_a_fresh_one(portal: LivePortal, window: OpenWindow) -> None:
    """The same without the script: the button of the old page loses nothing."""
    mine = Applicant(portal, "N'Diaye").sign_up().begin()
    context = window(java_script_enabled=False)
    page = signed_in(context.new_page(), portal, mine)
    page.goto(portal.base_url + mine.at("studies/"))
    page.get_by_label("What do you study?").fill("Hydrology of deltas")
    portal.query("DELETE FROM django_session")
    signed_in(context.new_page(), portal, mine)
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("This was not saved before you were signed out.")).to_be_visible()
    expect(page.get_by_label("What do you study?")).to_have_value("Hydrology of deltas")
    page.reload()
    expect(page.get_by_label("What do you study?")).to_have_value("Hydrology of deltas")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")


def test_nothing_is_saved_while_the_button_is_under_way(portal: LivePortal, window: OpenWindow) -> None:
    """A save between would make the page that the button is answered with older than what is stored."""
    mine = Applicant(portal, "Ng").sign_up().begin()
    page = signed_in(window().new_page(), portal, mine)
    page.goto(portal.base_url + mine.at("passport/"))
    seen: list[str] = []

    def slowly(route: object, request: object) -> None:
        sent = request.post_data or ""  # type: ignore[attr-defined]
        seen.append("auto" if "save=auto" in sent else request.method)  # type: ignore[attr-defined]
        page.wait_for_timeout(1000)
        route.continue_()  # type: ignore[attr-defined]

    # Whoever changes to another app while the button's answer is on its way: the page saves what was typed.
    page.evaluate(
        """() => addEventListener("submit", () => setTimeout(() => {
          Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
          document.dispatchEvent(new Event("visibilitychange"));
        }, 200))"""
    )
    page.route("**/passport/", slowly)
    page.get_by_label("Day").fill("13")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    assert seen == ["POST"]


def test_an_answer_that_is_lost_makes_no_other_window(portal: LivePortal, window: OpenWindow) -> None:
    """The server stored it and the page does not know: what is typed next is saved all the same."""
    mine = Applicant(portal, "Nguyễn").sign_up().begin()
    page = signed_in(window().new_page(), portal, mine)
    page.goto(portal.base_url + mine.at("studies/"))
    saved, subject = page.locator("[data-saved]"), page.get_by_label("What do you study?")
    losing = [True]

    def answer(route: Route) -> None:
        if route.request.method == "POST" and losing[0]:
            losing[0] = False
            assert route.fetch().status == 200
            route.abort()
        else:
            route.continue_()

    page.route("**/studies/", answer)
    subject.fill("Hydrology")
    subject.blur()
    expect(saved).to_contain_text("Not saved: the connection is down.")
    subject.fill("Hydrology of deltas")
    subject.blur()
    expect(saved).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    losing[0] = True
    subject.fill("Hydrology of large deltas")
    subject.blur()
    expect(saved).to_contain_text("Not saved: the connection is down.")
    subject.fill("Hydrology of very large deltas")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    stored = portal.query(
        "SELECT answers FROM applications_section s JOIN applications_application a ON a.id = application_id"
        " WHERE key = 'studies' AND reference = %s",
        mine.reference,
    )
    assert stored == [({"study_field": "Hydrology of very large deltas"},)]


def test_what_a_button_refused_is_mended_and_saved_without_a_conflict(portal: LivePortal, window: OpenWindow) -> None:
    mine = Applicant(portal).sign_up().begin()
    page = signed_in(window().new_page(), portal, mine)
    page.goto(portal.base_url + mine.at("studies/"))
    page.get_by_label("Name of the university").fill("Université libre de Bruxelles")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".error-summary")).to_be_focused()
    # Leaving the page for the answer hides it, and a page that is hidden saves: not this one, whose button was pressed.
    assert not portal.query(
        "SELECT 1 FROM applications_section s JOIN applications_application a ON a.id = s.application_id "
        "WHERE s.key = 'studies' AND a.reference = %s",
        mine.reference,
    )
    page.get_by_label("In which country is your university").select_option("Belgium")
    page.get_by_label("What do you study?").fill("European law")
    applicant.choose(page, "What are you studying for?", "Master's degree")
    applicant.save(page, "Passport")
