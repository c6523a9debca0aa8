"""A scholarship for research, the whole way on a phone: transcripts, universities in order, photographs of papers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.files.samples import heic, pdf, phone_photo
from tests.journeys import applicant_pages as applicant
from tests.journeys.answering import Answers, check_eligibility, entry, fill_in, one_more, section
from tests.journeys.conftest import OpenWindow
from tests.journeys.people import mail_to
from tests.journeys.web import Upload
from tests.live import LivePortal

pytestmark = pytest.mark.journey
NATCHA = "natcha.rattanakul@mail.example"
PLAN = "How delta cities live with water: I compare the canals of Bangkok with those of Osaka and Yanagawa. " * 3
CHECK: Answers = {
    "Date of birth": ("27", "5", "1999"),
    "Which nationalities do you hold?": ["Thailand"],
    "Do you hold Japanese nationality?": "No",
    "What will you have by the day of enrolment?": "16 years of schooling, or 18 for a doctorate",
    "Has the degree on which you apply been conferred?": "Yes",
    "Are you willing to learn Japanese, to do research in Japan and to adapt to life there?": "Yes",
    "Can you arrive in the set period?": "Yes",
    "Will you obtain a new Student visa before arrival and keep Student status?": "Yes",
    "At arrival or during the scholarship, will you be in the military or a civilian employee of it?": "No",
    "Are you applying for another MEXT scholarship at the same time?": "No",
    "Will you receive another scholarship paid by the Japanese government or one of its agencies once payments "
    "begin?": "No",
}
PHOTO, SCAN = Upload("IMG_4031.jpg", phone_photo(), "image/jpeg"), Upload("scan.pdf", pdf(2), "application/pdf")
DOCUMENTS = {
    "Application form": SCAN,
    "Field of study and research plan": SCAN,
    "Academic transcripts": PHOTO,
    "Certificate of graduation": Upload("IMG_4032.HEIC", heic(), "image/heic"),
    "Letter of recommendation": PHOTO,
    "Medical certificate": PHOTO,
    "Letter from your employer": SCAN,
}


def test_natcha_applies_follows_it_and_withdraws(portal: LivePortal, window: OpenWindow) -> None:
    page = window(**applicant.PHONE).new_page()
    page.goto(f"{portal.base_url}/programs/mext-research/")
    page.get_by_role("link", name=re.compile("Embassy of Japan in Thailand$")).first.click()
    check_eligibility(page, CHECK)
    expect(page.get_by_role("heading", name="Nothing rules you out so far")).to_be_visible()
    page.get_by_role("button", name="Start an application with these answers").click()
    applicant.sign_up(page, portal, NATCHA)
    page.get_by_role("button", name="Start or continue my application").click()
    expect(page.get_by_role("status")).to_contain_text("Your answers were carried over.")

    about_herself_and_her_studies(page)
    grades_come_out_on_mexts_scale(page)
    employment_and_research(page)
    three_universities_in_order(page)
    languages_arrival_and_scholarships(page)
    for title, paper in DOCUMENTS.items():
        applicant.upload(page, title, paper)
    reference = she_checks_changes_and_submits(page)
    she_follows_it_and_withdraws(page, portal, reference)


def about_herself_and_her_studies(page: Page) -> None:
    """What the check asked stands there already; one university is too few, so there is room for another."""
    page.get_by_role("link", name="About you").click()
    assert applicant.typed_date(page, "Date of birth") == ["27", "5", "1999"]
    mine: Answers = {
        "Full name": "ณัฐชา รัตนกุล",
        "Name as in your passport": "RATTANAKUL NATCHA",
        "If you are over the age limit: did something in your country keep you from applying earlier?": "No, or I am "
        "within the limit",
        "Telephone number": "+66 2 696 3000",
    }
    section(page, mine, "Nationality and residence")
    section(
        page,
        {"In which country do you live?": "Thailand", "Postal address": "9 Rama I Road\nBangkok 10330"},
        "Education",
    )
    fill_in(page, {"Have you written a thesis?": "No", "Is your field fine arts or music?": "No"})
    first: Answers = {
        "University": "Chulalongkorn University", "Country": "Thailand", "Degree and field": "Bachelor of Science",
        "When did you begin?": ("5", "8", "2017"), "When did you finish, or when will you?": ("31", "5", "2021"),
    }  # fmt: skip
    second: Answers = {**first, "University": "Mahidol University", "Degree and field": "Master of Science"}
    entry(page, "University 1", first)
    one_more(page, "Add another university", "University 2")
    entry(page, "University 2", {**second, "When did you finish, or when will you?": ("31", "2", "2023")})
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("31 February 2023 is not a date")
    entry(page, "University 2", {"When did you finish, or when will you?": ("28", "2", "2023")})
    applicant.save(page, "Grades")


def grades_come_out_on_mexts_scale(page: Page) -> None:
    """Credits by grade are turned into an average, shown where the answers are checked."""
    credits: Answers = {
        "How many levels does your university mark with?": "Four, such as A, B, C and failed",
        "Credits with the best grade": "90", "Credits with the second best grade": "30",
        "Credits with the third best grade": "0", "Credits of courses that you failed": "0",
    }  # fmt: skip
    entry(page, "Transcript 1", credits)
    applicant.save(page, "Employment")


def employment_and_research(page: Page) -> None:
    """A post she still holds, and the plan."""
    fill_in(page, {"Are you employed now?": "Yes"})
    post: Answers = {"Employer": "Bangkok Water Office", "Your work": "Hydrologist"}
    entry(page, "Post 1", {**post, "When did you begin?": ("1", "6", "2023")})
    applicant.save(page, "Research in Japan")
    plan: Answers = {
        "How does your planned field relate to what you studied?": "It is the same field",
        "Title of your research": "Living with water in delta cities",
        "Summary of your research plan": PLAN,
        "What do you aim for?": "Doctorate",
    }
    section(page, plan, "Universities in Japan")


def three_universities_in_order(page: Page) -> None:
    """The third is put before the second; three are the most."""
    entry(page, "First choice", {"University": "Osaka University", "Supervisor": "Prof. Mori"})
    one_more(page, "Add another choice", "Second choice")
    entry(page, "Second choice", {"University": "Kyushu University"})
    one_more(page, "Add another choice", "Third choice")
    entry(page, "Third choice", {"University": "Kyoto University", "Graduate school or department": "Engineering"})
    expect(page.get_by_role("button", name="Add another choice")).to_have_count(0)
    page.get_by_role("button", name="Move up Third choice").click()
    second = page.get_by_role("group", name="Second choice", exact=True)
    expect(second.get_by_label("University", exact=True)).to_have_value("Kyoto University")
    applicant.save(page, "Languages")


def languages_arrival_and_scholarships(page: Page) -> None:
    """The last parts, most of them answered by the check."""
    fill_in(page, {"In which languages can you work with a supervisor?": ["English"]})
    section(page, {"Do you hold a certificate of Japanese or English?": "No"}, "Arrival and status")
    starting: Answers = {
        "When do you want to start?": "April",
        "Are you enrolled at a Japanese institution at your own expense, or will you be before payments begin?": "No",
    }
    section(page, starting, "Other scholarships")
    pending = applicant.group(page, "Are you applying for another MEXT")
    expect(pending.get_by_label("No", exact=True)).to_be_checked()
    section(page, {"Have you held a MEXT scholarship before?": "No"}, "Documents")


def she_checks_changes_and_submits(page: Page) -> str:
    """The order and the working of the average are shown; a slip is mended on the way; the reference."""
    page.get_by_role("link", name="Continue to check your answers").click()
    shown = page.get_by_role("main").inner_text()
    assert shown.index("Osaka University") < shown.index("Kyoto University") < shown.index("Kyushu University")
    expect(page.get_by_text("2.75").first).to_be_visible()
    page.get_by_role("link", name="Change Research in Japan").click()
    section(page, {"Title of your research": "Living with water"}, "Check your answers")
    expect(page.get_by_text("Living with water", exact=True)).to_be_visible()
    expect(page.get_by_text("Before you can submit")).to_have_count(0)
    return applicant.declare_and_submit(page)


def she_follows_it_and_withdraws(page: Page, portal: LivePortal, reference: str) -> None:
    """The confirmation can be kept; the page says who has it; withdrawing is said back, and mailed."""
    kept = page.url
    page.goto(f"{portal.base_url}/")
    page.goto(kept)
    expect(page.get_by_text(reference).first).to_be_visible()
    mail = mail_to(portal, NATCHA, about=reference)
    assert "Embassy of Japan in Thailand" in mail.text
    page.goto(f"{portal.base_url}/applications/{reference}/")
    expect(page.locator(".status-line")).to_contain_text("Being checked")
    expect(page.get_by_text("Who has it now").first).to_be_visible()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("main").get_by_role("textbox").fill("I was given a scholarship at home.")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.locator(".status-line")).to_contain_text("Withdrawn")
    assert reference in mail_to(portal, NATCHA, about="ithdrawn").subject
