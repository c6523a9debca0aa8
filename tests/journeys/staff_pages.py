"""What reviewers and coordinators do in the staff site, in the words of its pages."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.staff import QUEUE
from tests.live import LivePortal


def find(page: Page, portal: LivePortal, typed: str, reference: str) -> None:
    """Search the queue as one types a name without accents, and open the dossier with this reference."""
    page.goto(portal.base_url + QUEUE)
    page.get_by_role("searchbox").or_(page.locator("#searchbar")).first.fill(typed)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=reference).click()
    expect(page.locator(".dossier-head")).to_contain_text(reference)


def press(page: Page, button: str, said: str) -> None:
    """Press a button of the dossier; the page says what it did."""
    page.get_by_role("button", name=button).click()
    expect(page.locator(".messagelist")).to_contain_text(said)


def score(page: Page, value: int, sentence: str) -> None:
    """Open the review if it is not open yet, and give a score."""
    press(page, "Open the review", "The review is open.")
    page.get_by_label("Score", exact=True).fill(str(value))
    page.get_by_label("Why, in a sentence").fill(sentence)
    press(page, "Save the score", "Your score is saved.")
    expect(page.locator(".scores")).to_contain_text(sentence)


def propose_to_refuse(page: Page, reason: str) -> None:
    """Propose a refusal in words."""
    page.get_by_label("Reason", exact=True).select_option(index=1)
    page.get_by_label("The reason in words").fill(reason)
    press(page, "Propose to refuse", "A second person decides; the applicant sees nothing yet.")
    expect(page.get_by_text("A senior reviewer other than you decides.")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm and refuse")).to_have_count(0)


def make_the_shortlist(page: Page, portal: LivePortal) -> None:
    """Make the list of the call from its reviews."""
    page.get_by_role("row", name="Shortlists").get_by_role("link", name="Shortlists", exact=True).click()
    page.get_by_role("link", name="Make a shortlist").first.click()
    call = page.get_by_role("row", name="MIRAI 2026/27 (demonstration), Embassy of Japan in Belgium")
    call.get_by_role("button", name="Make the list").click()
    expect(page.locator(".messagelist")).to_contain_text("The list is made.")


def names_by_rank(page: Page) -> list[str]:
    """Return the references of the list in its order."""
    return page.locator("table.lines tbody .reference").all_inner_texts()


def move_line(page: Page, reference: str, rank: int, reason: str) -> None:
    """Move a line to another rank, saying why."""
    page.get_by_role("link", name=reference).click()
    page.get_by_label("New rank").fill(str(rank))
    move = page.locator("section", has=page.get_by_role("heading", name="Move to another rank"))
    move.get_by_label("Why").fill(reason)
    move.get_by_role("button", name="Move").click()
    expect(page.locator(".messagelist")).to_contain_text(f"to {rank}.")


def freeze(page: Page) -> str:
    """Freeze the list, having read what there is to read; its checksum."""
    page.get_by_role("link", name="Freeze the list").click()
    accept = page.get_by_label("I have read this and freeze the list all the same")
    expect(page.get_by_role("button", name="Freeze the list")).to_be_visible()
    if accept.count():
        accept.check()
    page.get_by_role("button", name="Freeze the list").click()
    expect(page.get_by_role("link", name="Preview and release")).to_be_visible()
    return page.locator("dt:has-text('Checksum') + dd code").inner_text()


def release(page: Page, reference: str, email: str) -> None:
    """Look at every decision and its mail, then release them all."""
    page.get_by_role("link", name="Preview and release").click()
    line = page.get_by_role("row", name=reference)
    expect(line).to_contain_text("Shortlist")
    expect(line).to_contain_text(email)
    page.get_by_role("button", name="Release").click()
    expect(page.locator("dt:has-text('State') + dd")).to_contain_text("Released")


def download_csv(page: Page, folder: Path) -> bytes:
    """Export the list and return the file as it arrived."""
    with page.expect_download() as started:
        page.get_by_role("button", name="Export as CSV").click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file.read_bytes()
