"""Former participants found an association: they ask on a phone, the mission supports them and keeps the register.

Every page on the way is looked at: accessible (axe-core), wide and narrow, light and dark, nothing in the console.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.files.samples import pdf
from tests.journeys import applicant_pages as applicant
from tests.journeys.conftest import OpenWindow
from tests.journeys.looking import Looker
from tests.journeys.people import Applicant, mail_to
from tests.journeys.staff import sign_in
from tests.live import LivePortal

pytestmark = pytest.mark.journey
LIAISON = "liaison@be.mission.example"
NAME = "Namur Circle of Former Students in Japan"
ANSWER = "The embassy gives its hall for the first evening."


def test_an_association_is_founded_and_kept_in_the_register(portal: LivePortal, window: OpenWindow) -> None:
    phone = window(**applicant.PHONE).new_page()
    founder = Applicant(portal).sign_up()
    the_founder_asks(phone, portal, founder)
    desk = window().new_page()
    sign_in(desk, portal, LIAISON)
    looker = Looker(desk, portal.base_url)
    the_mission_supports_it(desk, looker)
    the_liaison_records_what_happened(desk, looker)
    looker.nothing_wrong()
    phone.goto(f"{portal.base_url}/alumni/found/")
    expect(phone.get_by_text(ANSWER)).to_be_visible()
    a_visitor_finds_it(window().new_page(), portal)


def the_founder_asks(page: Page, portal: LivePortal, founder: Applicant) -> None:
    """From the directory, over signing in, to the list with what was asked; first with half of it left out."""
    looker = Looker(page, portal.base_url)
    page.goto(f"{portal.base_url}/alumni/")
    page.get_by_role("link", name="Founding an association").click()
    applicant.sign_in(page, founder.email, then="Founding an association")
    page.get_by_role("link", name="Ask for support").click()
    page.get_by_label("Name of the association, in English").fill(NAME)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looker.look("a request to found with errors")
    expect(page.get_by_label("Name of the association, in English")).to_have_value(NAME)
    if page.get_by_label("Your full name").count():
        page.get_by_label("Your full name").fill("Zoë Carreño y Ünal")
    page.get_by_label("Which embassy or consulate you ask").select_option(label="Embassy of Japan in Belgium")
    page.get_by_label("Country of the association").select_option(label="Belgium")
    page.get_by_label("City of its seat").fill("Namur")
    page.get_by_label("How many people are behind it").fill("17")
    page.get_by_label("What it is for").fill("We meet four times a year and help those who leave.")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("Waiting for the mission")).to_be_visible()
    looker.look("what one asked")
    looker.nothing_wrong()
    mail_to(portal, founder.email, about=NAME)


def the_mission_supports_it(page: Page, looker: Looker) -> None:
    """From the home page of the staff site to the association that is now in the register."""
    page.goto(f"{looker.base}/admin/")
    page.get_by_role("link", name="requests to found an association").first.click()
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text("We meet four times a year")).to_be_visible()
    looker.look("a request to found, at the mission")
    page.get_by_role("link", name="Answer").click()
    page.get_by_label("supports the founding").check()
    page.get_by_role("textbox", name="Answer").fill(ANSWER)
    looker.look("the answer to a request to found")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Answered. A mail is on its way.")).to_be_visible()
    looker.look("an association that is being founded")


def the_liaison_records_what_happened(page: Page, looker: Looker) -> None:
    """Recognition, an officer, a number of members, the statutes; then everybody may read it."""
    record(page, "Record a change of standing")
    page.get_by_role("button", name="Record the change").click()
    expect(page.get_by_role("link", name="Since when")).to_be_visible()
    looker.look("a change of standing with errors")
    page.get_by_label("It is now").select_option(label="Recognised")
    a_day(page, "Since when")
    press(page, "Record the change", "Recorded.")
    record(page, "Name an officer")
    page.get_by_label("Role").select_option(label="President")
    a_day(page, "First day")
    page.get_by_label("Full name").fill("Zoë Carreño y Ünal")
    page.get_by_label("Agrees to be named").check()
    looker.look("naming an officer")
    press(page, "Record the term", "The term is recorded.")
    record(page, "Record a number of members")
    page.get_by_label("Members", exact=True).fill("17")
    a_day(page, "Counted on")
    press(page, "Record the number", "The number is recorded.")
    record(page, "File statutes")
    a_day(page, "Adopted on")
    statutes = {"name": "statutes.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    page.locator("input[type=file]").set_input_files(statutes)  # type: ignore[arg-type]
    looker.look("filing statutes")
    press(page, "File them", "The statutes are filed")
    page.get_by_label("Shown to the public").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.goto(f"{looker.base}/admin/alumni/association/?q=namur")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", name="Statutes")).to_be_visible()
    looker.look("an association with all that is recorded of it")


def a_visitor_finds_it(page: Page, portal: LivePortal) -> None:
    """In the directory among all others, and on its own page."""
    looker = Looker(page, portal.base_url)
    page.goto(f"{portal.base_url}/alumni/")
    page.get_by_label("Name or city").fill("namur circle")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text("Zoë Carreño y Ünal")).to_be_visible()
    expect(page.get_by_role("cell", name="17", exact=True)).to_be_visible()
    looker.look("the public page of an association")
    looker.nothing_wrong()


def record(page: Page, what: str) -> None:
    page.get_by_role("link", name=what).click()
    expect(page.get_by_role("heading", level=1, name=what)).to_be_visible()


def press(page: Page, button: str, said: str) -> None:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(said).first).to_be_visible()


def a_day(page: Page, question: str) -> None:
    applicant.type_date(page, question, "2", "11", "2026")
