"""What is done about letters in a browser: naming who writes one, and writing it by the link of a mail."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.people import link_in, mail_to
from tests.journeys.web import Upload
from tests.live import LivePortal


def name_referee(page: Page, place: int, name: str, email: str) -> None:
    """On the page of referees: name somebody for a free place, and be back there."""
    region = page.get_by_role("article", name=re.compile(rf"^Referee {place}\b"))
    region.get_by_role("link", name=re.compile("^Name (a referee|somebody else)")).click()
    describe_referee(page, name, email)


def describe_referee(page: Page, name: str, email: str) -> None:
    """Fill in who is asked, and send the invitation."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Position, and how this person knows you").fill("Professor, supervisor of my thesis")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status")).to_contain_text(f"The invitation is on its way to {name}.")


def open_letter(page: Page, portal: LivePortal, email: str) -> str:
    """Open the link of the mail that asks for a letter; its address."""
    link = link_in(mail_to(portal, email, about="asks you for a letter"), "/letters/")
    page.goto(link)
    return link


def say_how_one_knows_them(page: Page) -> None:
    """Fill in the words that the form asks for."""
    page.get_by_label("How long have you known the applicant?").fill("Three years")
    page.get_by_label("In which capacity?").fill("Supervisor of the thesis")


def choose_letter(page: Page, upload: Upload) -> None:
    """Choose the file of the letter."""
    page.get_by_label("The letter, as a file").set_input_files(
        {"name": upload.name, "mimeType": upload.media_type, "buffer": upload.content}
    )
