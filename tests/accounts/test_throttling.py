"""Attempts are counted by address and by account, and nobody outside can turn the counts against an applicant."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.audit.models import Entry
from portal.outbox.models import Message
from tests.accounts.signing_in import NEW_PASSWORD, choose_new_password, is_signed_in, path_in_mail, said, type_password
from tests.factories import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"
TOO_MANY = "Too many attempts failed"


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


@pytest.fixture
def applicant(db: None) -> User:
    return PersonFactory().user


def tried(
    user: User, password: str = "wrong", *, browser: Client | None = None, ip: str = "192.0.2.1", **more: Any
) -> str:
    """Send the sign-in form from an address; return the page's words."""
    typed = {"login": user.email, "password": password}
    return said((browser or Client()).post(LOGIN, typed, REMOTE_ADDR=ip, **more))


def burn(user: User, rounds: int = 12) -> None:
    """Let an outsider fail from many addresses until the account's count is full."""
    for number in range(rounds):
        last = tried(user, ip=f"198.51.100.{number + 1}")
    assert TOO_MANY in last


def test_ten_wrong_passwords_from_ten_addresses_are_the_most_for_one_account(applicant: User) -> None:
    pages = [tried(applicant, ip=f"198.51.100.{number}") for number in range(1, 12)]
    assert [TOO_MANY in page for page in pages] == [False] * 10 + [True]


def test_one_address_tries_no_more_than_thirty_accounts(db: None) -> None:
    pages = [tried(PersonFactory().user) for _number in range(31)]
    assert [TOO_MANY in page for page in pages] == [False] * 30 + [True]


def test_the_count_is_of_the_account_however_its_address_is_written(applicant: User) -> None:
    burn(applicant)
    typed = {"login": applicant.email.upper(), "password": "wrong"}
    assert TOO_MANY in said(Client().post(LOGIN, typed, REMOTE_ADDR="203.0.113.7"))


def test_the_host_header_opens_no_second_count(applicant: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    for number in range(11):
        tried(applicant, ip=f"198.51.100.{number + 1}", HTTP_HOST="one.example")
    assert TOO_MANY in tried(applicant, HTTP_HOST="two.example")


# --- the owner -------------------------------------------------------------------------------------------------------


def test_an_outsider_who_burns_the_count_keeps_nobody_out_of_a_browser_they_used_before(applicant: User) -> None:
    own = type_password(applicant)
    own.post(reverse("account_logout"))
    burn(applicant)
    assert TOO_MANY in tried(applicant, PASSWORD, ip="203.0.113.7")  # a new device waits
    type_password(applicant, browser=own)
    assert is_signed_in(own, applicant)


def test_nor_out_of_a_new_browser_when_they_take_the_link_from_a_mail(applicant: User) -> None:
    burn(applicant)
    phone = Client()
    choose_new_password(applicant, browser=phone)
    burn_again(applicant)
    type_password(applicant, NEW_PASSWORD, browser=phone)
    assert is_signed_in(phone, applicant)


def burn_again(user: User) -> None:
    for number in range(30):
        last = tried(user, ip=f"198.51.100.{number + 100}")
    assert TOO_MANY in last


def test_neighbours_behind_the_same_address_keep_nobody_out_of_a_browser_they_used_before(applicant: User) -> None:
    own = type_password(applicant)
    own.post(reverse("account_logout"))
    for _number in range(31):
        last = tried(PersonFactory().user, ip="127.0.0.1")
    assert TOO_MANY in last
    type_password(applicant, browser=own)
    assert is_signed_in(own, applicant)


def test_the_cookie_of_a_known_browser_opens_nothing_and_has_a_limit_of_its_own(applicant: User) -> None:
    stolen = type_password(applicant)
    stolen.post(reverse("account_logout"))
    pages = [tried(applicant, browser=stolen, ip=f"198.51.100.{number}") for number in range(1, 13)]
    assert TOO_MANY in pages[-1]
    assert not is_signed_in(stolen, applicant)


def test_the_cookie_counts_for_the_account_it_was_given_for_alone(applicant: User) -> None:
    other = PersonFactory().user
    browser = type_password(other)
    browser.post(reverse("account_logout"))
    burn(applicant)
    assert TOO_MANY in tried(applicant, PASSWORD, browser=browser, ip="203.0.113.7")


@pytest.mark.parametrize(
    "value",
    ["", "x", "W10:1abc:def", '[["a","b"]]', "\x00", "a" * 5000],
    ids=["empty", "letter", "signed by another", "unsigned", "NUL", "too long"],
)
def test_a_cookie_that_somebody_made_up_is_no_cookie(applicant: User, value: str) -> None:
    burn(applicant)
    browser = Client()
    browser.cookies["known"] = value
    assert TOO_MANY in tried(applicant, PASSWORD, browser=browser, ip="203.0.113.7")


def test_a_password_that_waits_is_not_said_to_be_right(applicant: User) -> None:
    burn(applicant)
    right, wrong = tried(applicant, PASSWORD, ip="203.0.113.7"), tried(applicant, "nope", ip="203.0.113.8")
    assert TOO_MANY in right
    assert TOO_MANY in wrong


# --- mails -----------------------------------------------------------------------------------------------------------


def test_nobody_fills_a_mailbox_with_links_and_the_owner_is_told_the_same_as_ever(applicant: User) -> None:
    for number in range(8):
        Client().post(RESET, {"email": applicant.email}, REMOTE_ADDR=f"198.51.100.{number + 1}")
    page = Client().post(RESET, {"email": applicant.email}, REMOTE_ADDR="203.0.113.7")
    assert page["Location"] == reverse("account_reset_password_done")
    assert Message.objects.filter(to_email=applicant.email).count() == 5


def test_the_links_that_others_had_sent_work_for_the_owner(applicant: User) -> None:
    for number in range(8):
        Client().post(RESET, {"email": applicant.email}, REMOTE_ADDR=f"198.51.100.{number + 1}")
    phone = Client()
    form: Any = phone.get(path_in_mail(applicant.email, "password_reset_url"), follow=True)
    phone.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    type_password(applicant, NEW_PASSWORD, browser=phone)
    assert is_signed_in(phone, applicant)


def test_that_sign_ins_were_stopped_is_on_record_once_and_for_known_accounts_by_number(applicant: User) -> None:
    burn(applicant, rounds=14)
    entry = Entry.objects.get(code="accounts.sign_in_stopped")
    assert entry.user_id == applicant.pk
    for number in range(14):
        typed = {"login": "nobody@example.org", "password": "wrong"}
        Client().post(LOGIN, typed, REMOTE_ADDR=f"198.51.100.{number + 30}")
    unknown = Entry.objects.filter(code="accounts.sign_in_stopped").exclude(pk=entry.pk).get()
    assert (unknown.user_id, unknown.data) == (None, {})
