"""Sessions: listed and ended by their owner, ended by what changes the lock, and by the clock for staff."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from programs.models import Call
from tests.accounts.signing_in import NEW_PASSWORD, choose_new_password, is_signed_in, said, signed_in
from tests.calls import open_call
from tests.clock import Shift, clock_at, shift_clock  # noqa: F401
from tests.factories import PASSWORD, PersonFactory
from tests.staff import QUEUE, posted, staff_browser

pytestmark = pytest.mark.django_db
MINUTES, HOURS, SECOND = timedelta(minutes=1), timedelta(hours=1), timedelta(seconds=1)
SESSIONS = "/accounts/sessions/"


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


@pytest.fixture
def applicant(db: None) -> User:
    return PersonFactory().user


@pytest.fixture
def call(db: None) -> Call:
    return open_call()


def key_of(browser: Client) -> str:
    return str(browser.session.session_key)


def prove_again(browser: Client) -> None:
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_the_list_shows_each_browser_with_its_address(applicant: User) -> None:
    here = signed_in(applicant)
    other = Client(HTTP_USER_AGENT="Kiosk browser", REMOTE_ADDR="203.0.113.9")
    other.post(reverse("account_login"), {"login": applicant.email, "password": PASSWORD})
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1")
    phone.post(reverse("account_login"), {"login": applicant.email, "password": PASSWORD})
    words = said(here.get(SESSIONS))
    assert "This browser" in words
    assert "Kiosk browser" in words
    assert "Safari, iOS" in words
    assert "Mozilla" not in words
    assert "203.0.113.9" in words


def test_one_other_session_is_ended_after_the_password_was_asked_again(applicant: User) -> None:
    here, lost, kept = signed_in(applicant), signed_in(applicant), signed_in(applicant)
    end = reverse("end_session", args=[UserSession.objects.get(session_key=key_of(lost)).pk])
    asked = here.post(end)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert is_signed_in(lost, applicant)
    page = here.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert "signed out" in said(page)
    assert not is_signed_in(lost, applicant)
    assert is_signed_in(kept, applicant)
    assert is_signed_in(here, applicant)


def test_all_other_sessions_are_ended_at_once(applicant: User) -> None:
    here, lost = signed_in(applicant), signed_in(applicant)
    here.post(SESSIONS)
    assert is_signed_in(lost, applicant)  # the password is asked first
    prove_again(here)
    here.post(SESSIONS)
    assert not is_signed_in(lost, applicant)
    assert is_signed_in(here, applicant)


def test_nobody_ends_the_session_of_somebody_else(applicant: User) -> None:
    stranger = signed_in(PersonFactory().user)
    theirs = signed_in(applicant)
    prove_again(stranger)
    stranger.post(reverse("end_session", args=[UserSession.objects.get(session_key=key_of(theirs)).pk]))
    assert is_signed_in(theirs, applicant)


def test_a_session_is_not_ended_by_a_link(applicant: User) -> None:
    assert signed_in(applicant).get(reverse("end_session", args=[1])).status_code == 405


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(applicant: User) -> None:
    here, lost = signed_in(applicant), signed_in(applicant)
    changed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    here.post(reverse("account_change_password"), changed)
    assert is_signed_in(here, applicant)
    assert not is_signed_in(lost, applicant)


def test_a_password_chosen_by_mail_ends_every_session(applicant: User) -> None:
    first, second = signed_in(applicant), signed_in(applicant)
    choose_new_password(applicant)
    assert not is_signed_in(first, applicant)
    assert not is_signed_in(second, applicant)


def test_signing_out_leaves_nothing_behind_the_old_key(applicant: User) -> None:
    browser = signed_in(applicant)
    key = key_of(browser)
    browser.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["session"] = key
    assert not is_signed_in(thief, applicant)


def test_a_closed_account_has_no_sessions(applicant: User) -> None:
    browser = signed_in(applicant)
    applicant.is_active = False
    applicant.save()
    assert not is_signed_in(browser, applicant)


def test_signing_in_and_proving_oneself_again_each_give_a_new_key(applicant: User) -> None:
    browser = Client()
    browser.get(reverse("account_login"))
    planted = browser.session
    planted.create()
    browser.cookies["session"] = planted.session_key
    browser.post(reverse("account_login"), {"login": applicant.email, "password": PASSWORD})
    after_sign_in = key_of(browser)
    assert after_sign_in != planted.session_key
    prove_again(browser)
    assert key_of(browser) != after_sign_in
    assert is_signed_in(browser, applicant)
    assert UserSession.objects.filter(user=applicant).count() == 1
    old = Client()
    old.cookies["session"] = after_sign_in
    assert not is_signed_in(old, applicant)


# --- the clock of staff sessions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "goes_on"), [(30 * MINUTES - SECOND, True), (30 * MINUTES + SECOND, False)])
def test_half_an_hour_to_the_second(call: Call, clock_at: Shift, after: timedelta, goes_on: bool) -> None:  # noqa: F811
    reviewer = posted(call.office)
    browser = staff_browser(reviewer)
    clock_at(SECOND * 0)
    assert browser.get(QUEUE).status_code == 200
    clock_at(after)
    assert (browser.get(QUEUE).status_code == 200) is goes_on


@pytest.mark.parametrize(("after", "goes_on"), [(8 * HOURS - 5 * SECOND, True), (8 * HOURS + 5 * SECOND, False)])
def test_eight_hours_to_the_second(call: Call, clock_at: Shift, after: timedelta, goes_on: bool) -> None:  # noqa: F811
    reviewer = posted(call.office)
    clock_at(SECOND * 0)
    browser = staff_browser(reviewer)
    for quarter in range(32):
        clock_at(quarter * 15 * MINUTES)
        assert browser.get("/admin/").status_code == 200
    clock_at(after)
    assert (browser.get("/admin/").status_code == 200) is goes_on


@pytest.mark.parametrize("path", ["/applications/", "/accounts/email/", "/accounts/2fa/", SESSIONS, "/"])
def test_a_staff_session_that_is_over_is_over_on_every_page(call: Call, shift_clock: Shift, path: str) -> None:  # noqa: F811
    reviewer = posted(call.office)
    browser = staff_browser(reviewer)
    assert browser.get(QUEUE).status_code == 200
    shift_clock(31 * MINUTES)
    browser.get(path)
    shift_clock(timedelta())
    assert not is_signed_in(browser, reviewer)


def test_reading_elsewhere_on_the_site_is_activity_too(call: Call, shift_clock: Shift) -> None:  # noqa: F811
    browser = staff_browser(posted(call.office))
    assert browser.get(QUEUE).status_code == 200
    shift_clock(20 * MINUTES)
    assert browser.get("/applications/").status_code == 200
    shift_clock(45 * MINUTES)
    assert browser.get(QUEUE).status_code == 200


@pytest.mark.parametrize("what", ["empty", "image", "script"])
def test_what_a_page_fetches_by_itself_keeps_no_staff_session_open(
    call: Call,
    shift_clock: Shift,  # noqa: F811
    what: str,
) -> None:
    browser = staff_browser(posted(call.office))
    assert browser.get(QUEUE).status_code == 200
    for ten in range(1, 4):
        shift_clock(ten * 10 * MINUTES - SECOND)
        fetched: Any = browser.get(QUEUE, headers={"Sec-Fetch-Dest": what, "Sec-Fetch-Mode": "cors"})
        assert fetched.status_code == 200
    shift_clock(30 * MINUTES + SECOND)
    assert browser.get(QUEUE).status_code == 302


def test_an_applicant_keeps_their_session_over_lunch(applicant: User, shift_clock: Shift) -> None:  # noqa: F811
    browser = signed_in(applicant)
    shift_clock(3 * HOURS)
    assert is_signed_in(browser, applicant)
    shift_clock(9 * HOURS)
    assert is_signed_in(browser, applicant)


def seen(browser: Client) -> Any:
    return UserSession.objects.get(session_key=key_of(browser)).last_seen_at


def test_a_page_is_noted_as_activity_once_a_minute(applicant: User, shift_clock: Shift) -> None:  # noqa: F811
    browser = signed_in(applicant)
    browser.get(SESSIONS)
    first = seen(browser)
    shift_clock(59 * SECOND)
    browser.get(SESSIONS)
    assert seen(browser) == first
    shift_clock(61 * SECOND)
    browser.get(SESSIONS)
    assert seen(browser) > first


def test_another_address_is_noted_at_once(applicant: User) -> None:
    browser = signed_in(applicant)
    browser.get(SESSIONS, REMOTE_ADDR="203.0.113.9")
    assert UserSession.objects.get(session_key=key_of(browser)).ip == "203.0.113.9"


def test_the_new_key_after_a_sign_in_is_listed_with_the_first_page(applicant: User) -> None:
    browser = signed_in(applicant)
    browser.get(SESSIONS)
    session = browser.session
    session.cycle_key()
    browser.cookies["session"] = session.session_key
    browser.get("/")
    assert UserSession.objects.filter(session_key=session.session_key).exists()
