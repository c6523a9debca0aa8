"""Answering the questions of any programme by their words, whatever control asks them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from tests.journeys.applicant_pages import save

# A word of a list, a text, the three parts of a date, or several ones in order.
Answer = str | tuple[str, str, str] | Sequence[str]
Answers = Mapping[str, Answer]
ROLES: tuple[Literal["textbox", "spinbutton", "combobox"], ...] = ("textbox", "spinbutton", "combobox")
PLACES = ("First", "Second", "Third")


def fill_in(where: Page | Locator, answers: Answers) -> None:
    """Answer each question on the page, or in a part of it."""
    for question, given in answers.items():
        answer(where, question, given)


def answer(where: Page | Locator, question: str, given: Answer) -> None:
    """Answer one question: choose, type, or pick from a list."""
    asked = asking(where, question)
    if isinstance(given, tuple):
        for part, typed in zip(("Day", "Month", "Year"), given, strict=True):
            asked.get_by_label(part).fill(typed)
    elif isinstance(given, list):
        for place, each in zip(PLACES, given, strict=False):
            _one(asked, place, each)
    elif asked.get_by_role("radio").count() or asked.get_by_role("checkbox").count():
        asked.get_by_label(str(given), exact=True).check()
    elif asked.evaluate("control => control.matches('select')"):
        asked.select_option(str(given))
    else:
        asked.fill(str(given))


def asking(where: Page | Locator, question: str) -> Locator:
    """Return the control that asks a question, or the group of its controls."""
    words = re.compile(rf"^{re.escape(question)}( \(optional\))?$")
    found = where.get_by_role("group", name=words)
    for role in ROLES:
        found = found.or_(where.get_by_role(role, name=words))
    return found.first


def _one(asked: Locator, place: str, each: str) -> None:
    boxes = asked.get_by_label(each, exact=True)
    if boxes.count():
        boxes.check()
    else:
        asked.get_by_label(re.compile(rf"^{place}\b")).select_option(each)


def section(page: Page, answers: Answers, then: str) -> None:
    """Answer what a section asks, save it, and come to the page with the heading `then`."""
    fill_in(page, answers)
    save(page, then)


def entry(page: Page, title: str, answers: Answers) -> None:
    """Fill in one of the entries of a section, by its title: “Stay 2”."""
    fill_in(page.get_by_role("group", name=title, exact=True), answers)


def one_more(page: Page, button: str, title: str) -> None:
    """Ask for room for another entry, and wait until it is there."""
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("group", name=title, exact=True)).to_be_visible()


def check_eligibility(page: Page, answers: Answers) -> None:
    """Answer “Am I eligible?” step by step, leaving open what is not among the answers, and come to the result."""
    left = dict(answers)
    page.get_by_role("link", name="Am I eligible?").first.click()
    next_step = page.get_by_role("main").get_by_role("button", name=re.compile("^Check( and go on)?$"))
    expect(next_step).to_be_visible()
    while next_step.count():
        for question in [question for question in left if asking(page, question).count()]:
            answer(page, question, left.pop(question))
        with page.expect_navigation():
            next_step.click()
    assert not left, f"no step asked: {list(left)}"
