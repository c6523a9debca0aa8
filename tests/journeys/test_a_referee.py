"""A letter, from the mail to the receipt: on a phone, by people who applied for nothing and have no account."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.files.samples import pdf
from tests.journeys import applicant_pages as applicant
from tests.journeys import referee_pages as referee
from tests.journeys.answering import section
from tests.journeys.conftest import OpenWindow
from tests.journeys.people import Applicant, mail_to
from tests.journeys.web import Upload
from tests.live import LivePortal

pytestmark = pytest.mark.journey
JET = "jet-2027-brussels"
ADA, TOM, RIA = "ada@university.example", "tom@university.example", "ria@university.example"
STATES = (
    "SELECT r.state FROM requests_request r JOIN applications_application a ON a.id = r.application_id "
    "WHERE a.reference = %s"
)
LETTER = Upload("Letter for Zoë.pdf", pdf(), "application/pdf")


def test_one_writes_one_would_rather_not_and_one_comes_instead(portal: LivePortal, window: OpenWindow) -> None:
    phone, mine = zoe_names_two(portal, window)
    ada = window(**applicant.PHONE).new_page()
    link = referee.open_letter(ada, portal, ADA)
    nothing_is_received_without_a_file(ada, portal, mine)
    ada_comes_back_and_sends_it(window(**applicant.PHONE).new_page(), portal, link)
    phone.reload()
    expect(place(phone, 1)).to_contain_text("Letter received")

    tom = window(**applicant.PHONE).new_page()
    dead = referee.open_letter(tom, portal, TOM)
    tom_would_rather_not(tom, dead)
    assert "Tom Hardcastle" in mail_to(portal, mine.email, about="will not").text
    phone.reload()
    expect(place(phone, 2)).to_contain_text("Declined")
    referee.name_referee(phone, 2, "Ria Peeters", RIA)
    zoe_asks_somebody_else_instead_of_ria(phone, portal, window)


def zoe_names_two(portal: LivePortal, window: OpenWindow) -> tuple[Page, Applicant]:
    """Zoë writes her own name first, and may not name herself."""
    mine = Applicant(portal).sign_up().begin(JET)
    phone = window(**applicant.PHONE).new_page()
    phone.goto(f"{portal.base_url}/accounts/login/")
    applicant.sign_in(phone, mine.email)
    phone.goto(portal.base_url + mine.at("referees/"))
    expect(phone.get_by_text("Write your own name first")).to_be_visible()
    phone.goto(portal.base_url + mine.at("about_you/"))
    answers = {"Full name": mine.name, "Date of birth": ("27", "5", "2000"), "Telephone number": "+32 2 500 05 80"}
    section(phone, answers, "Nationality and residence")
    phone.goto(portal.base_url + mine.at("referees/"))
    place(phone, 1).get_by_role("link", name="Name a referee").click()
    phone.get_by_label("Name", exact=True).fill("Zoë herself")
    phone.get_by_label("Email address").fill(mine.email)
    phone.get_by_label("Position, and how this person knows you").fill("I know myself well")
    phone.get_by_role("button", name="Send the invitation").click()
    expect(phone.locator(".error-summary")).to_be_focused()
    referee.describe_referee(phone, "Ada Lindqvist", ADA)
    referee.name_referee(phone, 2, "Tom Hardcastle", TOM)
    return phone, mine


def place(page: Page, number: int) -> Locator:
    """Return the part of the page about one of the referees."""
    return page.get_by_role("article", name=re.compile(rf"^Referee {number}\b"))


def nothing_is_received_without_a_file(page: Page, portal: LivePortal, mine: Applicant) -> None:
    """The words alone are no letter, and what was typed stays."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Your letter for {mine.name}")
    referee.say_how_one_knows_them(page)
    page.get_by_role("button", name="Send the letter").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("In which capacity?")).to_have_value("Supervisor of the thesis")
    assert portal.query(STATES, mine.reference) == [("open",), ("open",)]
    referee.choose_letter(page, LETTER)
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("Nothing is sent before you press")).to_be_visible()


def ada_comes_back_and_sends_it(page: Page, portal: LivePortal, link: str) -> None:
    """On another device the link opens the same text and file; the receipt can be opened again."""
    page.goto(link)
    expect(page.get_by_text("Letter for Zoë.pdf")).to_be_visible()
    page.get_by_role("button", name="Send the letter").click()
    for _visit in range(2):
        expect(page.get_by_role("heading", level=1)).to_contain_text("Your letter was received")
        page.goto(link)
    assert "received" in mail_to(portal, ADA, about="received").text


def tom_would_rather_not(page: Page, link: str) -> None:
    """A link that was declined opens nothing any more."""
    page.get_by_role("link", name="I would rather not write").click()
    page.get_by_label("Why would you rather not write?").fill("I am on leave.")
    page.get_by_role("button", name="Do not write the letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You will not write this letter")
    page.goto(link)
    expect(page.get_by_role("button", name="Send the letter")).to_have_count(0)


def zoe_asks_somebody_else_instead_of_ria(phone: Page, portal: LivePortal, window: OpenWindow) -> None:
    """Whoever is replaced before writing is told, and the link ends."""
    ria = window(**applicant.PHONE).new_page()
    link = referee.open_letter(ria, portal, RIA)
    place(phone, 2).get_by_role("link", name="Name somebody else instead").click()
    referee.describe_referee(phone, "Dirk Claes", "dirk@university.example")
    ria.goto(link)
    expect(ria.get_by_role("heading", level=1)).to_have_text("This letter is not needed any more")
    assert "Zoë Carreño" in mail_to(portal, RIA, about="No letter is needed any more").text
