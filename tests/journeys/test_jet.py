"""JET the whole way on a phone: two positions in order, wishes, stays in Japan, posts, and letters by link."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.files.samples import pdf, phone_photo
from tests.journeys import applicant_pages as applicant
from tests.journeys.answering import Answers, check_eligibility, entry, fill_in, one_more, section
from tests.journeys.conftest import OpenWindow
from tests.journeys.people import mail_to
from tests.journeys.referee_pages import name_referee
from tests.journeys.web import Upload
from tests.live import LivePortal

pytestmark = pytest.mark.journey
OWEN = "owen.okafor@mail.example"
DEGREE = ("28", "6", "2024")
# Belgium offers one position; the United Kingdom two, which can be put in order.
OPEN_IN_LONDON = """
from programs.services.calls import announce
from tests.calls import jet_call
announce(jet_call("emb-gb-london", degree_deadline="2027-06-25"), actor=None)
"""
WHY = "I tutor pupils who learn their third language; I would like to do so where English is the second. " * 3
CHECK: Answers = {
    "For which position do you apply?": [
        "Assistant Language Teacher (ALT)",
        "Coordinator for International Relations (CIR)",
    ],
    "Which is the highest degree you hold or are about to receive?": "Bachelor's degree",
    "When was your first degree conferred, or when will it be?": DEGREE,
    "Have you been a JET participant before?": "No",
    "Did you decline a placement in the last programme year?": "No",
    "Which nationalities do you hold?": ["United Kingdom"],
    "Do you apply for JET through another country too?": "No",
    "How many months have you lived in Japan within the last ten years?": "11",
    "Are you interested in Japan, will you keep studying Japanese, and do you want to take part in exchange where you "
    "live?": "Yes",
    "Can you adapt to life and work in Japan and serve the whole term?": "Yes",
}
PHOTO, SCAN = Upload("IMG_0007.jpg", phone_photo(), "image/jpeg"), Upload("scan.pdf", pdf(), "application/pdf")
DOCUMENTS = {
    "Application form": SCAN,
    "Self-assessment medical report": PHOTO,
    "Authorisation and release form": SCAN,
    "Personal statement": SCAN,
    "Academic transcripts": PHOTO,
    "Proof of nationality": PHOTO,
}


@pytest.fixture(scope="module")
def in_london(portal: LivePortal) -> LivePortal:
    """The demonstration, with JET open in the United Kingdom."""
    portal.manage("shell", "-c", OPEN_IN_LONDON)
    return portal


def test_owen_applies_with_letters_to_come(in_london: LivePortal, window: OpenWindow) -> None:
    portal, page = in_london, window(**applicant.PHONE).new_page()
    page.goto(f"{portal.base_url}/programs/jet/")
    page.get_by_role("link", name=re.compile("United Kingdom$")).first.click()
    check_eligibility(page, CHECK)
    page.get_by_role("button", name="Start an application with these answers").click()
    applicant.sign_up(page, portal, OWEN)
    page.get_by_role("button", name="Start or continue my application").click()
    about_himself_and_his_position(page)
    education_and_posts(page)
    japan_before_and_wishes(page)
    promises_and_statement(page)
    for title, paper in DOCUMENTS.items():
        applicant.upload(page, title, paper)
    reference = he_names_two_referees_and_submits(page, portal)
    assert reference in mail_to(portal, OWEN, about=reference).text
    page.goto(f"{portal.base_url}/applications/{reference}/")
    expect(page.get_by_role("region", name="Letters of referees")).to_contain_text("Prof. Ada Lindqvist")


def about_himself_and_his_position(page: Page) -> None:
    """The order chosen in the check has come along, and can be turned round."""
    page.get_by_role("link", name="About you").click()
    mine: Answers = {
        "Full name": "Owen Chukwuemeka Okafor",
        "Date of birth": ("27", "5", "2002"),
        "Telephone number": "+44 20 7465 6500",
    }
    section(page, mine, "Nationality and residence")
    home: Answers = {
        "Do you hold Japanese nationality?": "No",
        "In which country do you live?": "United Kingdom",
        "Postal address": "101 Piccadilly\nLondon W1J 7JT",
    }
    section(page, home, "Position")
    positions = applicant.group(page, "For which position do you apply?").locator("select")
    assert positions.evaluate_all("lists => lists.map(list => list.value)")[:2] == ["alt", "cir"]
    position: Answers = {
        "How well do you command the language of the position?": "Excellently, with standard pronunciation",
        "How good is your Japanese?": "About N3",
        "Are you interested in Japanese schools and in working with pupils?": "Yes",
        "Do you hold a driving licence?": "Yes",
    }
    section(page, position, "Education")


def education_and_posts(page: Page) -> None:
    """The degree as the check asked, and two posts."""
    assert applicant.typed_date(page, "When was your first degree conferred") == list(DEGREE)
    degree: Answers = {
        "Will you have a certificate of a teacher training course of three years or more by arrival?": "No",
        "University or college you attend or attended last": "University of Sheffield",
        "Degree and field": "Bachelor of Arts, Japanese Studies",
    }
    section(page, degree, "Employment")
    fill_in(page, {"Have you worked for an employer?": "Yes"})
    entry(
        page, "Post 1", {"Employer": "A library", "Your work": "Assistant", "When did you begin?": ("1", "9", "2024")}
    )
    one_more(page, "Add another post", "Post 2")
    school: Answers = {"Employer": "A school", "Your work": "Tutor", "When did you begin?": ("4", "1", "2023")}
    entry(page, "Post 2", {**school, "When did you stop?": ("30", "6", "2023")})
    applicant.save(page, "Japan and JET before")


def japan_before_and_wishes(page: Page) -> None:
    """A stay, and where he would like to work, the strongest wish first."""
    fill_in(page, {"Have you stayed in Japan before?": "Yes"})
    stay: Answers = {
        "When did you enter Japan?": ("1", "9", "2022"),
        "When did you leave, or when will you?": ("31", "7", "2023"),
        "What for?": "Study or research",
    }
    entry(page, "Stay 1", stay)
    applicant.save(page, "Where you would like to work")
    fill_in(page, {"Which kind of place would you like best?": "A town"})
    entry(page, "First choice", {"Prefecture or city": "Nagasaki"})
    one_more(page, "Add another wish", "Second choice")
    entry(page, "Second choice", {"Prefecture or city": "Kitakyushu", "Why there?": "My host family lives there."})
    page.get_by_role("button", name="Move up Second choice").click()
    first = page.get_by_role("group", name="First choice", exact=True)
    expect(first.get_by_label("Prefecture or city")).to_have_value("Kitakyushu")
    applicant.save(page, "Taking part")


def promises_and_statement(page: Page) -> None:
    """What he declares, and why."""
    declared: Answers = {
        "Will you obey the laws of Japan?": "Yes",
        "Are you in good physical and mental health for living and working in Japan?": "Yes",
        "Do you have a criminal history to disclose?": "No",
    }
    section(page, declared, "Why JET")
    words: Answers = {
        "Why do you want to work in Japan, and what do you bring?": WHY,
        "Work, voluntary work and exchange so far": "A year at Nagasaki University, and a reading club at the library.",
    }
    section(page, words, "Documents")


def he_names_two_referees_and_submits(page: Page, portal: LivePortal) -> str:
    """Not before both are asked; their letters may come later."""
    page.get_by_role("link", name="Continue to check your answers").click()
    expect(page.get_by_text("Before you can submit")).to_be_visible()
    page.goto(page.url.replace("/check/", "/referees/"))
    for place, name in ((1, "Prof. Ada Lindqvist"), (2, "Tom Hardcastle")):
        name_referee(page, place, name, f"referee{place}@sheffield.example")
        assert "Owen Chukwuemeka Okafor" in mail_to(portal, f"referee{place}@sheffield.example", about="").text
    page.goto(page.url.replace("/referees/", "/check/"))
    expect(page.get_by_text("Before you can submit")).to_have_count(0)
    shown = page.get_by_role("main").inner_text()
    assert shown.index("Kitakyushu") < shown.index("Nagasaki")
    return applicant.declare_and_submit(page)
