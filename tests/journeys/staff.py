"""Who works at the demonstration's offices, and how they sign in: password, then the second factor."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import override_settings
from playwright.sync_api import Page, expect

from portal.dev.demo.accounts import by_email
from tests.journeys.web import Web
from tests.live import LivePortal

REVIEWER = "reviewer@be.mission.example"
SENIOR = "senior@be.mission.example"
COORDINATOR = "coordinator@be.mission.example"
OPERATOR = "operator@mofa.example"
QUEUE = "/admin/applications/application/"
PERIOD = 30  # seconds that a code of the second factor counts


def sign_in(page: Page, portal: LivePortal, email: str) -> None:
    """Go to the staff pages and come in through the ordinary doors."""
    password, code = _password_and_code(portal, email)
    page.goto(f"{portal.base_url}/admin/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{portal.base_url}/admin/")


def signed_in(portal: LivePortal, email: str) -> Web:
    """Return a session that came in through the same doors, over plain HTTP."""
    password, code = _password_and_code(portal, email)
    web = Web(portal.base_url)
    web.post("/accounts/login/?next=/admin/", {"login": email, "password": password, "next": "/admin/"})
    answer = web.post("/accounts/2fa/authenticate/", {"code": code})
    assert answer.path == "/admin/", answer.words
    return web


def _password_and_code(portal: LivePortal, email: str) -> tuple[str, str]:
    with override_settings(PORTAL_DATA=portal.data):  # what the accounts of this very portal are drawn from
        account = by_email(email)
        code = format_hotp_value(hotp_value(account.totp_secret, int(time.time()) // PERIOD))
        return account.password, code
