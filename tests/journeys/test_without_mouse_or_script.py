"""Everything can be done from the keyboard alone, and without a line of JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.files.samples import pdf
from tests.journeys import applicant_pages as applicant
from tests.journeys import keyboard
from tests.journeys import referee_pages as referee
from tests.journeys.answering import Answers, entry, fill_in, one_more, section
from tests.journeys.conftest import OpenWindow
from tests.journeys.people import Applicant, eventually, ready_to_submit
from tests.journeys.web import Upload
from tests.live import LivePortal

pytestmark = pytest.mark.journey
MEXT, JET = "mext-research-2028-bangkok", "jet-2027-brussels"
ADA = "ada.plain@university.example"
# What a reviewer does, without the pages of the staff site, which tests/review walk.
ASK = """
from datetime import timedelta
from applications.models import Application
from applications.requests.services.asking import ask_applicant
from applications.requests.states import Kind
from portal.accounts.models import User
from portal.common import clock
application = Application.objects.unscoped("a journey").get(reference="{reference}")
ask_applicant(application, Kind.INFORMATION, title="Your stay of 2019", text="How long were you in Kobe?",
              due_on=(clock.now() + timedelta(days=14)).date(), user=User.objects.get(email="{email}"))
"""


def test_from_a_section_to_the_submission_by_keyboard(portal: LivePortal, window: OpenWindow) -> None:
    ready = ready_to_submit(portal)
    page = window().new_page()
    # A browser hands over choosers of files from the moment somebody listens; asked only with the key pressed, a busy
    # one can be too late for that press.
    page.on("filechooser", lambda _chooser: None)
    page.goto(f"{portal.base_url}/accounts/login/")
    applicant.sign_in(page, ready.email)
    page.goto(portal.base_url + ready.at("studies/"))
    keyboard.type_into(page, "study_field", "")
    page.keyboard.press("Backspace")
    keyboard.press(page, "Save and continue")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert keyboard.focused(page)[0] == "study_field"
    page.keyboard.type("Comparative law")
    page.keyboard.press("Enter")  # in a field of one line the return key saves
    expect(page.get_by_role("heading", level=1)).to_contain_text("Passport")

    page.goto(portal.base_url + ready.at("documents/"))
    keyboard.tab_to(page, "file")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files({"name": "new.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    keyboard.press_here(page, "Replace the file")
    expect(page.get_by_text("new.pdf")).to_be_visible()
    keyboard.press(page, "Continue to check your answers")
    keyboard.press(page, "Submit application")
    expect(page.locator(".error-summary")).to_be_focused()
    keyboard.tab_to(page, "declaration")
    page.keyboard.press("Space")
    keyboard.press(page, "Submit application")
    expect(page.get_by_role("heading", level=1)).to_have_text("Application submitted")


def test_without_javascript_entries_are_added_moved_and_removed(portal: LivePortal, window: OpenWindow) -> None:
    mine = Applicant(portal).sign_up().begin(MEXT)
    page = plain_page(portal, window, mine)
    page.goto(portal.base_url + mine.at("universities/"))
    for number, (title, name) in enumerate((("First", "Kyushu"), ("Second", "Kyoto"), ("Third", "Osaka")), start=1):
        if number > 1:
            one_more(page, "Add another choice", f"{title} choice")
        entry(page, f"{title} choice", {"University": f"{name} University"})
    page.get_by_role("button", name="Move up Second choice").click()
    page.get_by_role("button", name="Remove Third choice").click()
    applicant.save(page, "Languages")
    page.goto(portal.base_url + mine.at("universities/"))
    left = page.get_by_label("University", exact=True).evaluate_all("fields => fields.map((field) => field.value)")
    assert [name for name in left if name] == ["Kyoto University", "Kyushu University"]
    who_has_no_certificate_goes_on(page, portal, mine)


def who_has_no_certificate_goes_on(page: Page, portal: LivePortal, mine: Applicant) -> None:
    """What only some people are asked is there for everybody, and counts only for them."""
    page.goto(portal.base_url + mine.at("languages/"))
    fill_in(page, {"In which languages can you work with a supervisor?": ["English"]})
    rest: Answers = {
        "Are you willing to learn Japanese, to do research in Japan and to adapt to life there?": "Yes",
        "Do you hold a certificate of Japanese or English?": "No",
    }
    section(page, rest, "Arrival and status")


def test_without_javascript_letters_and_answers_are_sent(portal: LivePortal, window: OpenWindow) -> None:
    mine = Applicant(portal).sign_up().begin(JET)
    page = plain_page(portal, window, mine)
    page.goto(portal.base_url + mine.at("about_you/"))
    me: Answers = {
        "Full name": mine.name,
        "Date of birth": ("27", "5", "2000"),
        "Telephone number": "+32 2 500 05 80",
    }
    section(page, me, "Nationality and residence")
    page.goto(portal.base_url + mine.at("referees/"))
    referee.name_referee(page, 1, "Ada Lindqvist", ADA)
    writer = window(java_script_enabled=False, **applicant.PHONE).new_page()
    referee.open_letter(writer, portal, ADA)
    referee.say_how_one_knows_them(writer)
    referee.choose_letter(writer, Upload("letter.pdf", pdf(), "application/pdf"))
    writer.get_by_role("button", name="Send the letter").click()
    expect(writer.get_by_role("heading", level=1)).to_contain_text("Your letter was received")
    she_answers_the_office(portal, window)


def she_answers_the_office(portal: LivePortal, window: OpenWindow) -> None:
    """What the office asks stands first; words and a file are sent."""
    asked = ready_to_submit(portal, english_ok="no")
    asked.submit()
    portal.manage("shell", "-v", "0", "-c", ASK.format(reference=asked.reference, email="reviewer@be.mission.example"))
    page = plain_page(portal, window, asked)
    page.goto(portal.base_url + asked.at())
    page.get_by_role("link", name="Your stay of 2019").first.click()
    page.get_by_label("Your answer").fill("Six weeks, as the ticket shows.")
    page.get_by_label(re.compile(r"^File\b")).set_input_files(
        {"name": "ticket.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("What you wrote")).to_be_visible()
    eventually("the file", lambda: re.search(r"ticket\.pdf", page.content()))


def plain_page(portal: LivePortal, window: OpenWindow, who: Applicant) -> Page:
    """Return a phone without JavaScript that somebody has signed in on."""
    page = window(java_script_enabled=False, **applicant.PHONE).new_page()
    page.goto(f"{portal.base_url}/accounts/login/")
    applicant.sign_in(page, who.email)
    return page
