"""Short journeys in French, Dutch and Japanese, on a phone: from a call to its confirmation and its mail."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.applicant_pages import PHONE
from tests.journeys.conftest import OpenWindow
from tests.journeys.people import CALL, PASSWORD, Applicant, mail_to, ready_to_submit
from tests.journeys.spoken import left_in_english, said_otherwise, word
from tests.live import LivePortal

pytestmark = pytest.mark.journey
LANGUAGES = ("fr", "nl", "ja")


def read(page: Page, language: str) -> None:
    """The page is in the language, whole."""
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert left_in_english(page, language) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_call_to_its_confirmation(portal: LivePortal, window: OpenWindow, language: str) -> None:
    page = window(**PHONE, locale=language).new_page()
    for path in ("/", "/programs/", "/programs/mirai/", f"/calls/{CALL}/", "/offices/emb-be-brussels/", "/alerts/"):
        page.goto(f"{portal.base_url}{path}")
        read(page, language)
    the_check_answers(page, portal, language)

    applicant = ready_to_submit(portal, "Zoë Carreño y Ünal")
    sign_in(page, portal, applicant)
    for part in ("", "about_you/", "studies/", "japan_before/", "motivation/", "documents/", "withdraw/"):
        page.goto(portal.base_url + applicant.at(part))
        read(page, language)
    what_is_wrong_is_said(page, portal, applicant, language)

    page.goto(portal.base_url + applicant.at("check/"))
    read(page, language)
    page.locator("#id_declaration").check()
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".confirmation .reference")).to_have_text(applicant.reference)
    read(page, language)
    page.goto(portal.base_url + applicant.at())
    read(page, language)

    mail = mail_to(portal, applicant.email, about=applicant.reference)
    lines = {" ".join(line.split()) for line in mail.text.splitlines()}
    assert not lines & said_otherwise(language)
    assert f"{portal.base_url}{applicant.at()}" in mail.text


def the_check_answers(page: Page, portal: LivePortal, language: str) -> None:
    """Without an account: what is asked and what is answered, and the switch keeps what was typed."""
    page.goto(f"{portal.base_url}/calls/{CALL}/eligibility/")
    read(page, language)
    page.locator("select[name=nationalities]").first.select_option("FI")
    page.locator(f".languages button[value={language}]").click()
    expect(page.locator("select[name=nationalities]").first).to_have_value("FI")
    read(page, language)


def sign_in(page: Page, portal: LivePortal, applicant: Applicant) -> None:
    """Sign in, and choose the language, which mails follow from now on."""
    language = page.locator("html").get_attribute("lang")
    page.goto(f"{portal.base_url}/accounts/login/?next=/applications/")
    read(page, str(language))
    page.locator("#id_login").fill(applicant.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main h1")).to_have_text(word(str(language), "My applications"))
    page.locator(f".languages button[value={language}]").click()
    expect(page.locator("main h1")).to_have_text(word(str(language), "My applications"))
    read(page, str(language))


def what_is_wrong_is_said(page: Page, portal: LivePortal, applicant: Applicant, language: str) -> None:
    """An error is in the language, in the summary, at its control and in the title."""
    page.goto(portal.base_url + applicant.at("about_you/"))
    page.locator("#id_full_name").fill("")
    page.locator("#id_birth_date_day").fill("31")
    page.locator("#id_birth_date_month").fill("2")
    page.locator("main button[name=save][value=continue]:visible").last.click()
    expect(page.locator(".error-summary")).to_be_visible()
    read(page, language)
    assert page.title().startswith(word(language, "Error:"))


def test_the_switch_keeps_the_page_and_what_was_saved(portal: LivePortal, window: OpenWindow) -> None:
    applicant = ready_to_submit(portal, "Bram ’t Hooft")
    page = window(**PHONE).new_page()
    sign_in_in_english(page, portal, applicant)
    page.goto(portal.base_url + applicant.at("studies/"))
    page.locator("#id_study_field").fill("Maritime law")
    for language, heading in (("nl", "Uw studie"), ("ja", "学業"), ("fr", "Vos études"), ("en", "Your studies")):
        page.locator(f".languages button[value={language}]").click()
        expect(page.locator("main h1")).to_contain_text(heading)
        assert page.url.endswith("/studies/")
        expect(page.locator("#id_study_field")).to_have_value("Maritime law")  # kept when the field was left


def sign_in_in_english(page: Page, portal: LivePortal, applicant: Applicant) -> None:
    """Sign in where nothing was chosen."""
    page.goto(f"{portal.base_url}/accounts/login/?next=/applications/")
    page.locator("#id_login").fill(applicant.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main h1")).to_have_text("My applications")
