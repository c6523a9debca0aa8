"""Setting a second factor up, from the first sign-in to the staff pages, with commits that are real."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.outbox.models import Message
from tests.accounts.signing_in import (
    NEW_PASSWORD,
    choose_new_password,
    codes,
    is_signed_in,
    recovery_codes,
    said,
    signed_in,
    type_password,
)
from tests.calls import open_call
from tests.factories import PASSWORD, PersonFactory
from tests.staff import QUEUE, posted

pytestmark = pytest.mark.usefixtures("committed_db")


def set_app_up(browser: Client) -> Any:
    """Walk from the button to the codes; return the page with them."""
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    return browser.post(reverse("mfa_activate_totp"), {"code": codes(secret)[1]}, follow=True)


def test_a_new_reviewer_sets_up_an_app_keeps_the_codes_and_is_in() -> None:
    reviewer = posted(open_call().office)
    browser = Client()
    chosen = browser.get("/admin/", follow=True)
    assert chosen.redirect_chain[-1][0].startswith("/accounts/login/")
    type_password(reviewer, browser=browser, wanted="/admin/")
    assert browser.get("/admin/")["Location"] == "/accounts/2fa/set-up/"
    codes_page = set_app_up(browser)
    assert codes_page.redirect_chain[-1] == ("/accounts/2fa/recovery-codes/", 302)
    words = said(codes_page)
    assert all(code in words for code in recovery_codes(reviewer))
    assert 'href="/admin/"' in codes_page.content.decode()
    assert browser.get("/admin/").status_code == 200
    assert browser.get("/accounts/2fa/set-up/").status_code == 302


def test_setting_a_factor_up_ends_the_sessions_that_were_opened_without_one() -> None:
    reviewer = posted(open_call().office)
    here, elsewhere = signed_in(reviewer), signed_in(reviewer)
    set_app_up(here)
    assert here.get(QUEUE).status_code == 200
    assert not is_signed_in(elsewhere, reviewer)


def test_people_are_told_by_mail_of_every_change_to_how_they_sign_in() -> None:
    applicant = PersonFactory().user
    browser = signed_in(applicant)
    set_app_up(browser)
    browser.post(reverse("mfa_reauthenticate"), {"code": recovery_codes(applicant)[0]})
    browser.post(reverse("mfa_generate_recovery_codes"))
    browser.post(reverse("mfa_deactivate_totp"))
    changed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    browser.post(reverse("account_change_password"), changed)
    cache.clear()
    choose_new_password(applicant, password="a third horse, a third battery")
    told = Message.objects.filter(to_email=applicant.email).order_by("id").values_list("template", flat=True)
    assert list(told) == [
        "mfa/email/totp_activated",
        "mfa/email/recovery_codes_generated",
        "mfa/email/totp_deactivated",
        "account/email/password_changed",
        "account/email/password_reset_key",
        "account/email/password_reset",
    ]
