"""What an applicant does in a browser, on a phone, in the words of the pages."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import ANSWERS, DOCUMENTS, PASSWORD, link_in, mail_to
from tests.journeys.web import Upload
from tests.live import LivePortal

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def find_the_call(page: Page, portal: LivePortal) -> None:
    """Come to the home page and open the call of the Embassy in Belgium."""
    page.goto(f"{portal.base_url}/")
    page.get_by_role("link", name=re.compile(r"^MIRAI 2026.27 .*, Embassy of Japan in Belgium$")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("MIRAI 2026/27")


def group(page: Page, question: str) -> Locator:
    """Return the fieldset of a question with several controls."""
    return page.get_by_role("group", name=question)


def choose(page: Page, question: str, answer: str) -> None:
    """Choose one of the radio buttons of a question."""
    group(page, question).get_by_label(answer, exact=True).check()


def type_date(page: Page, question: str, day: str, month: str, year: str) -> None:
    """Type a date in its three parts."""
    for part, typed in (("Day", day), ("Month", month), ("Year", year)):
        group(page, question).get_by_label(part).fill(typed)


def typed_date(page: Page, question: str) -> list[str]:
    """Return what stands in the three parts of a date."""
    return [group(page, question).get_by_label(part).input_value() for part in ("Day", "Month", "Year")]


def answer_the_check(page: Page) -> None:
    """Answer every question of “Am I eligible?” as somebody who may take part, and ask for the result."""
    answer_the_first_questions(page)
    page.get_by_role("button", name="Check and go on").click()
    page.get_by_label("How many months have you lived in Japan").fill("0")
    choose(page, "Have you ever been accepted for an exchange programme", "No")
    choose(page, "Do you communicate in English without difficulty?", "Yes")
    choose(page, "Will you share your experiences on social networks", "Yes")
    group(page, "Which theme do you apply for?").get_by_label("Diplomacy and security").check()
    page.get_by_role("button", name="Check", exact=True).click()


def answer_the_first_questions(page: Page) -> None:
    """Answer what decides most."""
    type_date(page, "Date of birth", "27", "5", "2003")
    group(page, "Which nationalities do you hold?").get_by_label("First").select_option("Belgium")
    choose(page, "Do you hold Japanese nationality?", "No")
    page.get_by_label("In which country is your university").select_option("Belgium")
    type_date(page, "Until when is your passport valid?", "13", "6", "2034")


def sign_up(page: Page, portal: LivePortal, email: str) -> None:
    """On the way to a call: make an account, open the link that comes by mail, sign in, and be at the call again."""
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    page.goto(link_in(mail_to(portal, email, about="Confirm your email address"), "confirm-email"))
    page.get_by_role("button", name="Yes, confirm this address").click()
    sign_in(page, email, then="Apply to")


def sign_in(page: Page, email: str, *, then: str = "My applications") -> None:
    """Fill in the sign-in page, and come to a page with the heading `then`."""
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name=then)).to_be_visible()


def save(page: Page, next_heading: str) -> None:
    """Save a section and come to the next page."""
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(next_heading)
    expect(page.get_by_role("status")).to_contain_text("Saved")


def fill_in_the_sections(page: Page) -> None:
    """Fill in all seven sections, where the check's answers have been carried over already."""
    mine, studies, motivation = ANSWERS["about_you"], ANSWERS["studies"], ANSWERS["motivation"]
    page.get_by_role("link", name="About you").click()
    assert typed_date(page, "Date of birth") == ["27", "5", "2003"]
    page.get_by_label("Full name").fill(mine["full_name"])
    page.get_by_label("Name as in your passport").fill(mine["passport_name"])
    page.get_by_label("Telephone number").fill(mine["phone"])
    save(page, "Nationality and residence")

    expect(group(page, "Which nationalities do you hold?").get_by_label("First")).to_have_value("BE")
    page.get_by_label("In which country do you live?").select_option("Belgium")
    save(page, "Your studies")

    page.get_by_label("Name of the university").fill(studies["institution"])
    page.get_by_label("What do you study?").fill(studies["study_field"])
    choose(page, "What are you studying for?", "Master's degree")
    save(page, "Passport")

    assert typed_date(page, "Until when is your passport valid?") == ["13", "6", "2034"]
    save(page, "Japan before")

    expect(group(page, "Have you stayed in Japan before?").get_by_label("No", exact=True)).to_be_checked()
    save(page, "Taking part")

    choose(page, "Are you in good physical and mental health", "Yes")
    save(page, "Theme and motivation")

    page.get_by_label("Why do you want to take part?").fill(motivation["motivation"])
    page.get_by_label("What have you done").fill(motivation["theme_experience"])
    page.get_by_label("What will you do with what you learn?").fill(motivation["after_visit"])
    save(page, "Documents")


def upload(page: Page, title: str, upload: Upload) -> None:
    """Choose a file for a document and upload it."""
    slot = page.get_by_role("region", name=title)
    slot.get_by_label(title).set_input_files(
        {"name": upload.name, "mimeType": upload.media_type, "buffer": upload.content}
    )
    slot.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("status")).to_contain_text(f"“{title}” is uploaded.")


def upload_the_documents(page: Page) -> None:
    """Upload passport and grades, and stay until both have been checked."""
    upload(page, "Copy of your passport", DOCUMENTS["passport_copy"])
    upload(page, "Latest certificate of grades", DOCUMENTS["grade_certificate"])
    for title in ("Copy of your passport", "Latest certificate of grades"):
        state = page.get_by_role("region", name=title).locator(".tag")
        for _look in range(60):
            if "Being checked" not in state.inner_text():
                break
            page.wait_for_timeout(500)
            page.reload()
        expect(state).to_have_text("Uploaded")


def submit(page: Page) -> str:
    """Check the answers, declare, submit; the reference on the confirmation."""
    page.get_by_role("link", name="Continue to check your answers").click()
    expect(page.get_by_text("Before you can submit")).to_have_count(0)
    expect(page.get_by_text(ANSWERS["studies"]["institution"])).to_be_visible()
    return declare_and_submit(page)


def declare_and_submit(page: Page) -> str:
    """Declare that the answers shown are true, and submit; the reference on the confirmation."""
    page.get_by_label("I have read my answers.").check()
    page.get_by_role("button", name="Submit application").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Application submitted")
    return page.locator(".reference").first.inner_text().strip()
