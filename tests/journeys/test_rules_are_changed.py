"""The rules change under applications, from the first draft to the reasons that an applicant reads.

An officer at the ministry drafts and sees whom it would touch, a colleague publishes, the embassy's coordinator has its
call screened again by a worker and releases what comes out.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenWindow
from tests.journeys.people import (
    A_STAY_OF_SIX_MONTHS,
    PASSWORD,
    Applicant,
    eventually,
    mail_to,
    ready_to_submit,
)
from tests.journeys.staff import COORDINATOR, QUEUE, sign_in
from tests.live import LivePortal

FIRST, SECOND = "mirai@mofa.example", "mirai.second@mofa.example"
VERSIONS = "/admin/programs/rulesetversion/"


def test_rules_are_drafted_published_applied_and_read(portal: LivePortal, window: OpenWindow) -> None:
    lena = ready_to_submit(portal, "Lena De Smedt", been_in_japan="yes", **A_STAY_OF_SIX_MONTHS)
    assert "Application submitted" in lena.submit().words

    naoko = window().new_page()
    sign_in(naoko, portal, FIRST)
    draft = begins_a_draft(naoko, portal)
    raises_the_limit(naoko, draft)
    sees_which_cases_come_out_otherwise(naoko, draft)
    puts_in_other_cases(naoko, draft)
    adds_an_alternative_and_takes_it_away(naoko, draft)
    sees_what_would_flip(naoko, draft)
    proposes(naoko, draft)

    daichi = window().new_page()
    sign_in(daichi, portal, SECOND)
    publishes(daichi, portal)
    ((state, by),) = portal.query(
        "SELECT v.state, u.email FROM programs_rulesetversion v JOIN accounts_user u ON u.id = v.published_by_id"
    )
    assert (state, by) == ("published", SECOND)

    emi = window().new_page()
    sign_in(emi, portal, COORDINATOR)
    screens_the_call_again(emi, portal, lena)
    assert "it meets the requirements" in lena.web.get(lena.at()).words, "nobody is told before the release"
    releases(emi, lena)
    lena_reads_the_new_reasons(window(width=390, height=844).new_page(), portal, lena)
    assert "Every stored result follows from what was frozen." in portal.manage("verify_screening", "--all")


def begins_a_draft(page: Page, portal: LivePortal) -> str:
    """Open the published rules of MIRAI and begin a draft; its address."""
    page.goto(f"{portal.base_url}{VERSIONS}")
    page.get_by_role("link", name="mirai (v1)").click()
    expect(page.get_by_text("No more than 6 months in Japan altogether")).to_be_visible()
    page.get_by_role("button", name="Begin a draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("mirai (v2)")
    return page.url


def raises_the_limit(page: Page, draft: str) -> None:
    """Five months instead of six."""
    page.locator("#rule-MIRAI-RES-1").get_by_role("link", name=re.compile(r"^Change\s*: No more than 6 months")).click()
    expect(page.get_by_label("Value", exact=True)).to_have_value("6")
    page.get_by_label("Value", exact=True).fill("99999999999")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("less than or equal to")
    page.get_by_label("Value", exact=True).fill("5")
    page.get_by_role("button", name="Save").click()
    rule = page.locator("#rule-MIRAI-RES-1")
    expect(rule).to_contain_text("No more than 5 months in Japan altogether")
    expect(rule.locator(".tag")).to_contain_text(["changed"])
    page.get_by_role("link", name="What differs").click()
    expect(page.locator(".differences")).to_contain_text("No more than 6 months in Japan altogether")
    page.goto(draft)


def sees_which_cases_come_out_otherwise(page: Page, draft: str) -> None:
    """The file of cases still speaks of six months."""
    page.get_by_role("link", name="Cases").click()
    expect(page.get_by_role("row", name=re.compile("Exactly six months in Japan"))).to_contain_text("otherwise")
    expect(page.get_by_text("MIRAI-RES-1: japan_residence_months_total one above 5")).to_be_visible()


def puts_in_other_cases(page: Page, draft: str) -> None:
    """Download the cases, let five months be the limit, put them in again."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the cases").click()
    file = download.value.path().read_text("utf-8")
    changed = file.replace("japan_residence_months_total: 6", "japan_residence_months_total: 5")
    assert changed != file
    page.get_by_label("File of cases").set_input_files(
        {"name": "cases.yaml", "mimeType": "application/yaml", "buffer": changed.encode()}
    )
    page.get_by_role("button", name="Put these cases in").click()
    expect(page.get_by_text(re.compile(r"cases, 0 otherwise than written"))).to_be_visible()
    page.goto(draft)


def adds_an_alternative_and_takes_it_away(page: Page, draft: str) -> None:
    """An alternative that contradicts nothing, built from a template, and its removal."""
    page.locator("#rule-MIRAI-PREV-1").get_by_role("link", name="or … add an alternative").click()
    page.get_by_label("Fact").select_option(label="Date of birth")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Date of birth on a day or later").click()
    page.get_by_label("Value", exact=True).fill("1999-04-02")
    page.get_by_role("button", name="Save").click()
    rule = page.locator("#rule-MIRAI-PREV-1")
    expect(rule).to_contain_text("At least one of these:")
    expect(rule).to_contain_text("Born on or after 2 April 1999")
    rule.get_by_role("button", name=re.compile("^Take away .*Born on or after")).click()
    expect(page.locator("#rule-MIRAI-PREV-1")).not_to_contain_text("At least one of these:")


def sees_what_would_flip(page: Page, draft: str) -> None:
    """Count over the demonstration's applications, and see the list."""
    page.get_by_role("link", name="Preview").click()
    page.get_by_role("button", name="Preview the change").click()
    expect(page.locator(".flips")).to_have_text(re.compile(r"Would flip \d+ of \d+; \d+ of them already shortlisted\."))
    page.goto(draft)


def proposes(page: Page, draft: str) -> None:
    """A note is asked for; one cannot publish oneself."""
    page.get_by_role("link", name="Propose").click()
    page.get_by_role("button", name="Propose to a colleague").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in a note")
    page.get_by_label("What changes, and why").fill("Five months, since the guideline of 2026.")
    page.get_by_role("button", name="Propose to a colleague").click()
    page.get_by_role("link", name="Publish").click()
    expect(page.get_by_text("You proposed these rules, so somebody else publishes them")).to_be_visible()
    expect(page.get_by_role("button", name="Publish these rules")).to_have_count(0)


def publishes(page: Page, portal: LivePortal) -> None:
    """Find the proposal at home, read what differs and what would flip, publish."""
    page.get_by_role("link", name=re.compile("Rules to publish")).click()
    page.get_by_role("link", name="mirai (v2)").click()
    expect(page.get_by_text("Five months, since the guideline of 2026.")).to_be_visible()
    page.get_by_role("link", name="Publish").click()
    expect(page.locator(".steps")).to_contain_text("Would flip")
    page.get_by_role("button", name="Publish these rules").click()
    expect(page.get_by_text("New calls are bound to it")).to_be_visible()
    page.goto(f"{portal.base_url}{VERSIONS}")
    expect(page.get_by_role("row", name=re.compile(r"mirai \(v1\)"))).to_contain_text("Retired")
    expect(page.get_by_role("row", name=re.compile(r"mirai \(v2\)"))).to_contain_text("Published")


def screens_the_call_again(page: Page, portal: LivePortal, lena: Applicant) -> None:
    """Begin the run for the call in Brussels, follow it, see who would come out otherwise."""
    page.goto(f"{portal.base_url}/admin/applications/rescreening/add/")
    page.get_by_role("checkbox", name=re.compile("MIRAI 2026.27.*Belgium")).check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("re-screening 1")
    eventually_held(page)
    expect(page.get_by_role("heading", name="These results are held")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(lena.reference))).to_contain_text("Not eligible")
    page.goto(f"{portal.base_url}{QUEUE}?q={lena.reference}")
    expect(page.get_by_role("row", name=re.compile(lena.reference))).to_contain_text(
        "new rules, not released: Not eligible"
    )


def eventually_held(page: Page) -> None:
    """Show the run anew until a worker is through."""

    def held() -> bool:
        page.reload()
        return page.get_by_role("heading", name="These results are held").is_visible()

    eventually("the run is through", held)


def releases(page: Page, lena: Applicant) -> None:
    """Look at what the release does, and do it."""
    page.goto(page.url.split("/admin/")[0] + "/admin/applications/rescreening/")
    page.get_by_role("link", name=re.compile("re-screening 1")).click()
    page.get_by_role("link", name="Preview and release").click()
    expect(page.get_by_role("row", name=re.compile(lena.reference))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Release:")).click()
    expect(page.get_by_text("The new rules are in force.")).to_be_visible()


def lena_reads_the_new_reasons(page: Page, portal: LivePortal, lena: Applicant) -> None:
    """The letter says it, and the page says it with her answer, what is wanted, and where else she fits."""
    assert "5 months" in mail_to(portal, lena.email, about="Requirements checked again").text
    page.goto(f"{portal.base_url}/accounts/login/?next={lena.at()}")
    page.get_by_label("Email").fill(lena.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".status-line")).to_contain_text("Not eligible")
    expect(page.get_by_text("No more than 5 months in Japan altogether").first).to_be_visible()
    page.get_by_role("button", name="Nederlands").click()
    expect(page.get_by_text("5 maanden").first).to_be_visible()
