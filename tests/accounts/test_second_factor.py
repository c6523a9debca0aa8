"""The second factor: used in this session or not at all, and never switched off on the way."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.accounts.sealing import unseal
from programs.models import Call
from tests.accounts.signing_in import (
    NEW_PASSWORD,
    SECOND_STEP,
    choose_new_password,
    codes,
    is_signed_in,
    path_in_mail,
    recovery_codes,
    said,
    signed_in,
    type_password,
    with_app,
)
from tests.calls import open_call
from tests.factories import PASSWORD, PersonFactory, PostingFactory, UserFactory
from tests.staff import QUEUE, posted

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"


@pytest.fixture
def call(db: None) -> Call:
    return open_call()


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


def asks_for_the_second_step(browser: Client) -> bool:
    return browser.get(SECOND_STEP).status_code == 200


# --- resets ---------------------------------------------------------------------------------------------------------


def test_after_a_reset_of_the_password_the_next_sign_in_asks_for_the_second_step(call: Call) -> None:
    reviewer = posted(call.office)
    secret = with_app(reviewer)
    browser = Client()
    done = choose_new_password(reviewer, browser=browser)
    assert done.status_code == 302
    assert not is_signed_in(browser, reviewer)
    type_password(reviewer, NEW_PASSWORD, browser=browser, wanted=QUEUE)
    assert asks_for_the_second_step(browser)
    assert browser.get(QUEUE).status_code == 302
    arrived = browser.post(SECOND_STEP, {"code": codes(secret)[1]}, follow=True)
    assert arrived.redirect_chain == [(QUEUE, 302)]


def test_a_reset_leaves_every_factor_and_code_where_it_was(call: Call) -> None:
    reviewer = posted(call.office)
    with_app(reviewer)
    before = list(Authenticator.objects.filter(user=reviewer).values("pk", "type", "data"))
    choose_new_password(reviewer)
    assert list(Authenticator.objects.filter(user=reviewer).values("pk", "type", "data")) == before


def test_the_link_of_a_reset_does_not_sign_in_past_the_second_step_even_half_way_through_it(call: Call) -> None:
    reviewer = posted(call.office)
    with_app(reviewer)
    browser = type_password(reviewer)  # the second step is asked and not given
    choose_new_password(reviewer, browser=browser)
    assert not is_signed_in(browser, reviewer)
    assert browser.get(QUEUE).status_code == 302


def test_a_reset_in_the_browser_of_somebody_signed_in_ends_all_their_sessions(call: Call) -> None:
    reviewer = posted(call.office)
    secret = with_app(reviewer)
    here, elsewhere = signed_in(reviewer, secret), signed_in(reviewer, secret)
    assert here.get(QUEUE).status_code == elsewhere.get(QUEUE).status_code == 200
    choose_new_password(reviewer, browser=here)
    assert not is_signed_in(here, reviewer)
    assert not is_signed_in(elsewhere, reviewer)
    assert here.get(QUEUE).status_code == elsewhere.get(QUEUE).status_code == 302


def test_confirming_an_address_signs_nobody_in() -> None:
    user = UserFactory(verified=False)
    browser = type_password(user)
    link = path_in_mail(user.email, "activate_url")
    browser.post(link)
    assert not is_signed_in(browser, user)
    assert user.emailaddress_set.get().verified


def test_an_account_with_two_step_sign_in_takes_no_further_address(call: Call) -> None:
    reviewer = posted(call.office)
    browser = signed_in(reviewer, with_app(reviewer))
    prove_again(browser, reviewer)
    page = browser.post(reverse("account_email"), {"email": "taken.over@example.org", "action_add": ""})
    assert "cannot be changed" in said(page)
    assert reviewer.emailaddress_set.count() == 1


def prove_again(browser: Client, user: Any) -> None:
    browser.post(reverse("mfa_reauthenticate"), {"code": recovery_codes(user)[0]})


# --- codes ----------------------------------------------------------------------------------------------------------


def test_a_code_of_the_app_is_good_once_for_as_long_as_it_would_be_good(call: Call, monkeypatch: Any) -> None:
    reviewer = posted(call.office)
    secret = with_app(reviewer)
    code = codes(secret)[2]  # of the half minute to come: accepted now, and in a minute
    first = type_password(reviewer)
    first.post(SECOND_STEP, {"code": code})
    assert is_signed_in(first, reviewer)
    forget_after_half_a_minute()
    thief = type_password(reviewer)
    page = thief.post(SECOND_STEP, {"code": code})
    assert "was not accepted" in said(page)
    assert not is_signed_in(thief, reviewer)


def forget_after_half_a_minute() -> None:
    """Drop what the package remembers of used codes, as its half minute does."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM portal_cache WHERE cache_key LIKE '%%allauth.mfa.totp.used%%'")
        assert cursor.rowcount == 1


def test_a_wrong_code_is_refused_and_ten_of_them_wait(call: Call) -> None:
    reviewer = posted(call.office)
    secret = with_app(reviewer)
    browser = type_password(reviewer)
    for _attempt in range(10):
        assert "was not accepted" in said(browser.post(SECOND_STEP, {"code": "000000"}))
    page = browser.post(SECOND_STEP, {"code": codes(secret)[1]})
    assert "Too many" in said(page)
    assert not is_signed_in(browser, reviewer)


def test_a_recovery_code_opens_once(call: Call) -> None:
    reviewer = posted(call.office)
    with_app(reviewer)
    code = recovery_codes(reviewer)[0]
    browser = type_password(reviewer, wanted=QUEUE)
    assert browser.post(SECOND_STEP, {"code": code}, follow=True).redirect_chain == [(QUEUE, 302)]
    assert len(recovery_codes(reviewer)) == 9
    cache.clear()  # not only for a while: for good
    again = type_password(reviewer)
    again.post(SECOND_STEP, {"code": code})
    assert not is_signed_in(again, reviewer)


def test_with_every_recovery_code_used_up_the_app_still_opens_and_makes_new_ones(call: Call) -> None:
    reviewer = posted(call.office)
    secret = with_app(reviewer)
    for code in recovery_codes(reviewer):
        cache.clear()
        type_password(reviewer).post(SECOND_STEP, {"code": code})
    assert recovery_codes(reviewer) == []
    browser = signed_in(reviewer, secret)
    cache.clear()
    browser.post(reverse("mfa_reauthenticate"), {"code": codes(secret)[1]})
    browser.post(reverse("mfa_generate_recovery_codes"))
    assert len(recovery_codes(reviewer)) == 10


def test_neither_app_keys_nor_recovery_codes_are_readable_in_the_database(call: Call) -> None:
    reviewer = posted(call.office)
    secret = with_app(reviewer)
    stored = {row.type: row.data for row in Authenticator.objects.filter(user=reviewer)}
    assert secret not in str(stored)
    assert unseal(stored["totp"]["secret"]) == secret
    assert not any(code in str(stored) for code in recovery_codes(reviewer))
    assert len(unseal(stored["recovery_codes"]["seed"])) == 80


# --- changing factors -----------------------------------------------------------------------------------------------


def test_a_password_alone_changes_no_factor_where_there_is_one(call: Call) -> None:
    reviewer = posted(call.office)
    browser = signed_in(reviewer, with_app(reviewer))
    for name in ("mfa_add_webauthn", "mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        asked = browser.get(reverse(name))
        assert asked["Location"].split("?")[0] == reverse("mfa_reauthenticate"), name
        page = browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert page["Location"].split("?")[0] == reverse("mfa_reauthenticate")
        assert browser.get(reverse(name)).status_code == 302
    assert browser.get(reverse("mfa_view_recovery_codes")).status_code == 302
    prove_again(browser, reviewer)
    assert browser.get(reverse("mfa_generate_recovery_codes")).status_code == 200


def test_staff_keep_their_last_factor(call: Call) -> None:
    reviewer = posted(call.office)
    browser = signed_in(reviewer, with_app(reviewer))
    prove_again(browser, reviewer)
    assert "this is your only one" in said(browser.get(reverse("mfa_deactivate_totp")))
    browser.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=reviewer, type="totp").exists()


def test_an_applicant_turns_two_step_sign_in_off_and_what_it_had_opened_ends() -> None:
    applicant = PersonFactory().user
    secret = with_app(applicant)
    here, elsewhere = signed_in(applicant, secret), signed_in(applicant, secret)
    prove_again(here, applicant)
    here.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=applicant).exists()  # nor codes to a lock that is gone
    assert is_signed_in(here, applicant)
    assert not is_signed_in(elsewhere, applicant)


def test_whoever_takes_off_a_factor_and_becomes_staff_sets_one_up_before_any_staff_page(call: Call) -> None:
    applicant = PersonFactory().user
    browser = signed_in(applicant, with_app(applicant))
    prove_again(browser, applicant)
    browser.post(reverse("mfa_deactivate_totp"))
    PostingFactory(user=applicant, office=call.office)
    assert browser.get(QUEUE)["Location"] == reverse("second_factor_set_up")
