"""One call the whole way: from “Am I eligible?” on a phone to a decision, an exported list and a mail.

Real servers, a real browser, a real second factor; nothing is reached but by the pages that people use.
"""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import applicant_pages as applicant
from tests.journeys import staff_pages as staff
from tests.journeys.conftest import OpenWindow
from tests.journeys.people import Applicant, mail_to, ready_to_submit
from tests.journeys.staff import COORDINATOR, QUEUE, REVIEWER, SENIOR, sign_in
from tests.live import LivePortal

pytestmark = pytest.mark.journey
CALL_HAS_ENDED = timedelta(days=25)  # the demonstration's ends in 24
ZOE = "zoe.carreno@mail.example"
TOO_LITTLE_ENGLISH = "On the telephone she said that she cannot follow a talk in English yet."


def test_from_am_i_eligible_to_the_decision(portal: LivePortal, window: OpenWindow, tmp_path: Path) -> None:
    phone = window(**applicant.PHONE).new_page()
    reference = zoe_applies(phone, portal)
    bram = ready_to_submit(portal, "Bram ’t Hooft", english_ok="no")
    ines = ready_to_submit(portal, "Inês Vandevelde", english_ok="no", declares_healthy="no")
    for each in (bram, ines):
        assert "Application submitted" in each.submit().words

    reviewer = window().new_page()
    sign_in(reviewer, portal, REVIEWER)
    the_reviewer_reads_and_scores(reviewer, portal, reference)
    the_reviewer_clears_bram(reviewer, portal, bram)
    two_people_refuse_ines(reviewer, window().new_page(), portal, ines)

    # Nothing is frozen before the call has ended, which is weeks away: staff sign in again, applicants need not.
    portal.shift_clock(CALL_HAS_ENDED)
    coordinator = window().new_page()
    sign_in(coordinator, portal, COORDINATOR)
    exported = the_coordinator_decides(coordinator, portal, reference, tmp_path)
    the_export_is_what_was_frozen(portal, exported, reference)
    zoe_learns_the_decision(phone, portal, reference)


def zoe_applies(page: Page, portal: LivePortal) -> str:
    """Without an account: find the call and see why one is eligible. Then apply; the reference."""
    applicant.find_the_call(page, portal)
    page.get_by_role("link", name="Am I eligible?").click()
    applicant.answer_the_check(page)
    expect(page.get_by_role("heading", name="You meet everything that was asked")).to_be_visible()
    expect(page.get_by_text("Your university or graduate school is in Belgium.")).to_be_visible()
    page.get_by_role("button", name="Start an application with these answers").click()

    applicant.sign_up(page, portal, ZOE)
    page.get_by_role("button", name="Start or continue my application").click()
    expect(page.get_by_role("status")).to_contain_text("Your answers were carried over.")
    applicant.fill_in_the_sections(page)
    applicant.upload_the_documents(page)
    reference = applicant.submit(page)

    mail = mail_to(portal, ZOE, about=reference)
    assert f"{portal.base_url}/applications/{reference}/" in mail.text
    assert "Embassy of Japan in Belgium" in mail.text
    page.reload()  # a confirmation is a page of its own, to be kept
    expect(page.get_by_text(reference).first).to_be_visible()
    return reference


def the_reviewer_reads_and_scores(page: Page, portal: LivePortal, reference: str) -> None:
    """A name typed without accents finds her; the dossier has answers, verdicts and pages to look at."""
    expect(page.get_by_role("link", name="Review to be opened")).to_be_visible()
    staff.find(page, portal, "carreno unal", reference)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zoë Carreño y Ünal")
    verdicts = page.get_by_role("region", name="What the rules say")
    expect(verdicts.get_by_text("Met", exact=True)).to_have_count(12)
    picture = page.get_by_role("img", name="Page 1 of Copy of your passport")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    staff.score(page, 100, "Knows the field from practice and says what she will do with it.")


def the_reviewer_clears_bram(page: Page, portal: LivePortal, bram: Applicant) -> None:
    """Weak English is no refusal: a person looks, and lets it pass."""
    page.goto(f"{portal.base_url}{QUEUE}?waiting=check")
    page.get_by_role("link", name=bram.reference).click()
    expect(
        page.get_by_role("region", name="What the rules say").get_by_text("A person decides", exact=True)
    ).to_have_count(1)
    staff.press(page, "Clear for review", "The application is cleared.")
    assert bram.reference in mail_to(portal, bram.email, about="Checked:").subject
    assert "We have your application, and it meets the requirements." in bram.web.get(bram.at()).words


def two_people_refuse_ines(reviewer: Page, senior: Page, portal: LivePortal, ines: Applicant) -> None:
    """One proposes, another confirms; before that the applicant sees nothing of it, afterwards the words themselves."""
    staff.find(reviewer, portal, "ines vandevelde", ines.reference)
    staff.propose_to_refuse(reviewer, TOO_LITTLE_ENGLISH)
    assert "Being checked" in ines.web.get(ines.at()).words
    sign_in(senior, portal, SENIOR)
    senior.get_by_role("link", name="A second person on a refusal").click()
    senior.get_by_role("link", name=ines.reference).click()
    expect(senior.get_by_text(TOO_LITTLE_ENGLISH).first).to_be_visible()
    staff.press(senior, "Confirm and refuse", "The application is refused.")
    page = ines.web.get(ines.at()).words
    assert "Not eligible" in page
    assert TOO_LITTLE_ENGLISH in page
    assert TOO_LITTLE_ENGLISH in mail_to(portal, ines.email, about="Decision on your application").text


def the_coordinator_decides(page: Page, portal: LivePortal, reference: str, folder: Path) -> tuple[str, str, bytes]:
    """Rank, move by hand with a reason, freeze, preview, release, export; the list's number, checksum and CSV."""
    staff.make_the_shortlist(page, portal)
    ranked = staff.names_by_rank(page)
    assert ranked[0] == reference
    staff.move_line(page, ranked[2], 2, "Equal on paper; the embassy has never sent anybody of this field.")
    assert staff.names_by_rank(page)[:3] == [ranked[0], ranked[2], ranked[1]]
    number = page.url.split("/shortlist/")[1].split("/")[0]
    checksum = staff.freeze(page)
    staff.release(page, reference, ZOE)
    return number, checksum, staff.download_csv(page, folder)


def the_export_is_what_was_frozen(portal: LivePortal, exported: tuple[str, str, bytes], reference: str) -> None:
    """The file is the one on record, its lines are the list's, and the frozen list still has its checksum."""
    number, checksum, content = exported
    recorded = portal.query("SELECT sha256, rows FROM shortlists_exportrecord WHERE shortlist_id = %s", number)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert recorded == [(hashlib.sha256(content).hexdigest(), len(rows))]
    assert reference in rows[0].values()
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    said = portal.manage("verify_shortlist", number)
    assert said.startswith("verified")
    assert checksum in said


def zoe_learns_the_decision(page: Page, portal: LivePortal, reference: str) -> None:
    """The page says it, and the mail says the same."""
    page.goto(f"{portal.base_url}/applications/{reference}/")
    expect(page.locator(".status-line")).to_contain_text("Shortlisted")
    expect(page.get_by_text("You are on the shortlist.").first).to_be_visible()
    assert reference in mail_to(portal, ZOE, about="You are on the shortlist").subject
