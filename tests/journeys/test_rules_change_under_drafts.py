"""Rules change under two drafts: on a phone and by keyboard, without a script, each applicant decides for themselves.

The coordinator starts and releases the run on the staff site; worker, mails and pages are real.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import applicant_pages as applicant
from tests.journeys.conftest import OpenWindow
from tests.journeys.people import CALL, Applicant, link_in, mail_to, ready_to_submit
from tests.journeys.staff import COORDINATOR, sign_in
from tests.live import LivePortal

pytestmark = pytest.mark.journey
NEW_RULES = "The rules of this call have changed"
# A version with one rule more: the passport lasts until the end of 2035. Those of the journeys end in 2034.
PUBLISH = f"""
from programs.models import Call
from tests.applications.new_rules import PASSPORT, publish
publish(Call.objects.get(slug="{CALL}"), PASSPORT)
"""


def test_two_applicants_with_drafts_decide_by_which_rules_they_are_screened(
    portal: LivePortal, window: OpenWindow
) -> None:
    takes, keeps = ready_to_submit(portal, "Zoë Carreño"), ready_to_submit(portal, "Bram ’t Hooft")
    portal.manage("shell", "-c", PUBLISH)
    releases_the_new_rules(window().new_page(), portal)

    phone = window(java_script_enabled=False, **applicant.PHONE).new_page()
    opens_the_offer(phone, portal, takes)
    reads_what_changed(phone)
    by_keyboard(phone, "Use the new rules")
    expect(phone.get_by_text("Your application goes by the new rules now")).to_be_visible()
    phone.get_by_role("link", name="Check your answers and submit").click()
    expect(phone.get_by_role("heading", name="With these answers the application would be")).to_be_visible()

    other = window(java_script_enabled=False, **applicant.PHONE).new_page()
    opens_the_offer(other, portal, keeps)
    by_keyboard(other, "Keep the rules I began with")
    expect(other.get_by_role("link", name="Read or take the newer rules")).to_be_visible()
    other.get_by_role("link", name="Check your answers and submit").click()
    expect(other.get_by_text(re.compile("It is screened by the rules of .*, which you began with"))).to_be_visible()

    for each, status in ((takes, "not_eligible"), (keeps, "eligible")):
        assert "Application submitted" in each.submit().words
        ((stored,),) = portal.query("SELECT status FROM applications_application WHERE reference = %s", each.reference)
        assert stored == status


def releases_the_new_rules(page: Page, portal: LivePortal) -> None:
    """Screen nobody again who has submitted; the release says that drafts are offered the rules."""
    sign_in(page, portal, COORDINATOR)
    page.goto(f"{portal.base_url}/admin/applications/rescreening/add/")
    page.get_by_role("checkbox", name=re.compile("MIRAI 2026.27.*Belgium")).check()
    page.get_by_label("drafts are offered the new rules").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("drafts, which are offered the new rules at the release")).to_be_visible()
    preview = page.get_by_role("link", name="Preview and release")
    for _ in range(60):
        if preview.is_visible():
            break
        page.wait_for_timeout(1000)
        page.reload()
    preview.click()
    expect(page.get_by_text("Their applicants are offered the new ones by mail")).to_be_visible()
    page.get_by_role("button", name="Release").click()
    expect(page.get_by_text("The new rules are in force.")).to_be_visible()


def opens_the_offer(page: Page, portal: LivePortal, person: Applicant) -> None:
    """Follow the mail, sign in, and be at the offer; the task list leads there too."""
    mail = mail_to(portal, person.email, about="The rules of your call have changed")
    assert "If you do nothing, you keep them." in " ".join(mail.text.split())
    page.goto(link_in(mail, "rules"))
    applicant.sign_in(page, person.email, then=NEW_RULES)
    page.goto(f"{portal.base_url}{person.at()}")
    page.get_by_role("link", name="See what has changed").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NEW_RULES)


def reads_what_changed(page: Page) -> None:
    """One rule is new; the draft's own passport does not meet it. Nothing is wider than the phone."""
    new = page.get_by_role("listitem").filter(has_text="Passport valid until the end of 2035")
    expect(new).to_contain_text("New")
    expect(new).to_contain_text("Not met")
    expect(new).to_contain_text("13 June 2034")
    expect(page.get_by_text("Every requirement is met.")).to_be_visible()
    expect(page.get_by_text("1 requirement is not met.")).to_be_visible()
    expect(page.get_by_text("MIRAI-PASS-2")).to_have_count(0)
    width = page.viewport_size
    assert width is not None
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width["width"]


def by_keyboard(page: Page, button: str) -> None:
    """Come to a button with the tabulator, press it with the space bar."""
    wanted = page.get_by_role("button", name=button)
    wanted.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(wanted).to_be_focused()
    page.keyboard.press("Space")
