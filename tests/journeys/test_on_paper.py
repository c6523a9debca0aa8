"""An application on paper: the office enters it with its scans, prints a letter, and the person claims it on a phone.

Every page on the way is looked at: accessible (axe-core), wide and narrow, light and dark, nothing in the console.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import applicant_pages as applicant
from tests.journeys.conftest import OpenWindow
from tests.journeys.looking import Looker
from tests.journeys.people import ANSWERS, DOCUMENTS, Applicant
from tests.journeys.staff import QUEUE, REVIEWER, sign_in
from tests.journeys.web import Upload
from tests.live import LivePortal

pytestmark = pytest.mark.journey
NAME = str(ANSWERS["about_you"]["full_name"])
BORN = ("27", "5", "2003")
CLAIM = "/applications/claim/"


def test_a_paper_is_entered_and_claimed(portal: LivePortal, window: OpenWindow) -> None:
    desk = window().new_page()
    sign_in(desk, portal, REVIEWER)
    looker = Looker(desk, portal.base_url)
    reference = the_office_enters_it(desk, looker)
    code = the_office_prints_a_letter(desk, looker)
    looker.nothing_wrong()
    the_person_claims_it(window(**applicant.PHONE).new_page(), portal, code, reference)
    desk.goto(f"{portal.base_url}{QUEUE}?q={reference}")
    expect(desk.get_by_text("Entered from paper by Haruka Mori")).to_be_visible()
    desk.get_by_role("link", name=reference).click()
    expect(desk.get_by_text("The applicant claimed it on")).to_be_visible()
    looker.look("the dossier of what was claimed")
    looker.nothing_wrong()


def the_office_enters_it(page: Page, looker: Looker) -> str:
    """From the list of applications to the submission; the reference."""
    page.goto(f"{looker.base}{QUEUE}")
    page.get_by_role("link", name="Enter a paper application").click()
    looker.look("the empty desk")
    press(page, "Begin the entry")
    expect(page.get_by_role("alert")).to_be_visible()
    looker.look("the desk with a form that was left empty")
    page.get_by_label("Which call is it for?").select_option(label=mirai(page))
    page.get_by_label("The applicant's full name").fill(NAME)
    applicant.type_date(page, "The applicant's date of birth", *BORN)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    day = (str(yesterday.day), str(yesterday.month), str(yesterday.year))
    applicant.type_date(page, "On which day did the paper arrive at the office?", *day)
    press(page, "Begin the entry")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Entry")
    looker.look("an entry that is begun")
    reference = re.sub(r".*\s", "", page.get_by_role("heading", level=1).inner_text().strip())

    page.locator("#task-about_you a").click()
    looker.look("a section")
    for number, (section, answers) in enumerate(ANSWERS.items()):
        expect(page.get_by_text(f"Section {number + 1} of {len(ANSWERS)}")).to_be_visible()
        if number == 1:
            page.locator("button.button[value=continue]").click()
            expect(page.get_by_role("alert")).to_be_visible()
            looker.look("a section with errors")
        fill(page, answers)
        page.locator("button.button[value=continue]").click()
        expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d"))).to_be_visible()
        assert section
    expect(page.get_by_role("heading", level=1, name="Documents")).to_be_visible()
    page.get_by_role("link", name="Continue to check the entry").click()
    expect(page.get_by_role("heading", name="Before it can be submitted")).to_be_visible()
    looker.look("the check of an entry without scans")
    page.get_by_role("link", name="Upload “Copy of your passport”.").click()
    looker.look("the documents of an entry")
    for title, scan in (
        ("Copy of your passport", DOCUMENTS["passport_copy"]),
        ("Latest certificate of grades", DOCUMENTS["grade_certificate"]),
    ):
        upload(page, title, scan)
    page.get_by_role("link", name="Continue to check the entry").click()
    looker.look("the check of a whole entry")
    page.get_by_label("The applicant signed the paper").check()
    press(page, "Submit for the applicant")
    expect(page.get_by_text("tell the applicant by post or telephone")).to_be_visible()
    return reference


def the_office_prints_a_letter(page: Page, looker: Looker) -> str:
    """Make the letter, and read its code as it is printed."""
    looker.look("before the first letter")
    press(page, "Make a claim letter")
    looker.look("a claim letter")
    code = page.locator(".letter .code").inner_text().strip()
    page.get_by_role("link", name="Go to the dossier").click()
    expect(page.get_by_text("No email address: tell the applicant")).to_be_visible()
    looker.look("the dossier of what came on paper")
    return code


def the_person_claims_it(page: Page, portal: LivePortal, code: str, reference: str) -> None:
    """With an account of her own: a wrong date first, then the right one, then her page."""
    looker = Looker(page, portal.base_url)
    person = Applicant(portal).sign_up()
    page.goto(f"{portal.base_url}{CLAIM}")
    applicant.sign_in(page, person.email, then="Claim an application that you made on paper")
    problems_on_a_phone(looker, "the page for claiming")
    page.get_by_label("Code of the letter").fill(code.lower().replace("-", " "))
    applicant.type_date(page, "Your date of birth", "28", "5", "2003")
    page.get_by_role("button", name="Claim the application").click()
    expect(page.get_by_role("alert")).to_contain_text("do not open an application")
    problems_on_a_phone(looker, "a claim that was refused")
    applicant.type_date(page, "Your date of birth", *BORN)
    page.get_by_role("button", name="Claim the application").click()
    expect(page.get_by_role("status")).to_contain_text("The application is yours now.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your application")
    expect(page.get_by_text(reference).first).to_be_visible()
    expect(page.get_by_text("It was entered from your paper")).to_be_visible()
    problems_on_a_phone(looker, "the page of what was claimed")
    looker.nothing_wrong()
    page.goto(f"{portal.base_url}/applications/{reference}/submitted/")
    expect(page.get_by_text("Université libre de Bruxelles")).to_be_visible()


def problems_on_a_phone(looker: Looker, name: str) -> None:
    """Look as ever, then let the window be a phone's again."""
    looker.look(name)
    looker.page.set_viewport_size({"width": applicant.PHONE["width"], "height": applicant.PHONE["height"]})


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def mirai(page: Page) -> str:
    """Return the words of the choice for the demonstration's call."""
    choices = page.get_by_label("Which call is it for?").locator("option").all_inner_texts()
    return next(text for text in choices if text.startswith("MIRAI"))


def fill(page: Page, answers: object) -> None:
    """Put answers into the controls of the names that forms carry them under."""
    for name, value in dict(answers).items():  # type: ignore[call-overload]
        typed = value[0] if isinstance(value, list) else value
        control = page.locator(f"#content [name='{name}']")
        if control.first.get_attribute("type") == "radio":
            page.locator(f"#content [name='{name}'][value='{typed}']").check()
        elif control.first.evaluate("field => field.tagName") == "SELECT":
            control.first.select_option(typed)
        else:
            control.first.fill(typed)


def upload(page: Page, title: str, scan: Upload) -> None:
    """Put a scan into its slot."""
    slot = page.get_by_role("region", name=title)
    slot.locator("input[type=file]").set_input_files(
        {"name": scan.name, "mimeType": scan.media_type, "buffer": scan.content}
    )
    slot.get_by_role("button", name="Upload").click()
    expect(page.get_by_text(f"“{title}” is uploaded.")).to_be_visible()
