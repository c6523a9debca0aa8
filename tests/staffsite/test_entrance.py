"""Who gets through the door of the staff site, and when the door closes behind them."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from applications.review.models import Score
from portal.offices.models import Role
from programs.models import Call
from tests.clock import Shift
from tests.factories import PASSWORD, PersonFactory, PostingFactory
from tests.staff import QUEUE, answers, dossier, in_review, posted, staff_browser

MINUTES, HOURS = timedelta(minutes=1), timedelta(hours=1)


def led_to(response: object, path: str, *, then: str) -> bool:
    """Say whether a redirect leads to `path` and from there to `then`."""
    parts = urlsplit(response["Location"])  # type: ignore[index]
    return response.status_code == 302 and parts.path == path and parse_qs(parts.query).get("next") == [then]  # type: ignore[attr-defined]


def test_somebody_unknown_is_asked_to_sign_in_and_comes_back_to_the_page(db: None) -> None:
    assert led_to(Client().get(QUEUE), "/accounts/login/", then=QUEUE)


@pytest.mark.parametrize("path", ["/admin/", QUEUE, "/admin/login/", "/admin/no/such/page/"])
def test_an_applicant_is_told_in_words_why_staff_pages_are_closed(db: None, path: str) -> None:
    browser = staff_browser(PersonFactory().user)
    page = browser.get(path)
    assert page.status_code == 403
    assert "no posting at an office today" in page.content.decode()


def test_somebody_whose_posting_is_over_is_an_applicant_again(call: Call) -> None:
    user = PersonFactory().user
    posting = PostingFactory(user=user, office=call.office)
    assert staff_browser(user).get(QUEUE).status_code == 200
    posting.ends_on = posting.starts_on
    posting.save()
    assert staff_browser(user).get(QUEUE).status_code == 403


def test_staff_without_a_second_factor_are_led_to_setting_it_up(call: Call) -> None:
    page = staff_browser(posted(call.office), second_factor=False).get(QUEUE, follow=True)
    assert page.redirect_chain[0] == ("/accounts/2fa/set-up/", 302)
    words = page.content.decode()
    assert "Staff pages need a second factor" in words
    assert all(f'href="{way}"' in words for way in ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"))
    assert "recovery codes" in words


def test_staff_who_did_not_use_their_second_factor_are_asked_for_it(call: Call) -> None:
    reviewer = posted(call.office)
    TOTP.activate(reviewer, generate_totp_secret())
    browser = staff_browser(reviewer, second_factor=False)
    assert led_to(browser.get(QUEUE), "/accounts/2fa/reauthenticate/", then=QUEUE)


def test_a_session_of_another_user_lends_nobody_its_second_factor(call: Call) -> None:
    reviewer, colleague = posted(call.office), posted(call.office)
    browser = staff_browser(reviewer)
    assert browser.get(QUEUE).status_code == 200
    browser.force_login(colleague)
    assert browser.get(QUEUE).status_code == 302


def test_the_whole_way_in_by_password_and_code(call: Call) -> None:
    cache.clear()
    reviewer, secret = posted(call.office), generate_totp_secret()
    TOTP.activate(reviewer, secret)
    browser = Client()
    asked = browser.get(QUEUE, follow=True)
    here = asked.redirect_chain[-1][0]
    page = browser.post(here, {"login": reviewer.email, "password": PASSWORD, "next": QUEUE}, follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/2fa/authenticate/")
    assert browser.get(QUEUE).status_code == 302
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    page = browser.post("/accounts/2fa/authenticate/", {"code": code}, follow=True)
    assert page.redirect_chain == [(QUEUE, 302)]
    assert page.status_code == 200


def test_half_an_hour_without_a_page_ends_the_session(call: Call, shift_clock: Shift) -> None:
    browser = staff_browser(posted(call.office))
    assert browser.get(QUEUE).status_code == 200
    shift_clock(29 * MINUTES)
    assert browser.get(QUEUE).status_code == 200
    shift_clock(58 * MINUTES)
    assert browser.get(QUEUE).status_code == 200
    shift_clock(89 * MINUTES)
    ended = browser.get(QUEUE, follow=True)
    assert ended.redirect_chain[0][0].startswith("/accounts/login/")
    assert "You were signed out" in ended.content.decode()


def test_eight_hours_end_the_session_of_even_the_busiest(call: Call, shift_clock: Shift) -> None:
    browser = staff_browser(posted(call.office))
    for quarter in range(32):
        shift_clock(quarter * 15 * MINUTES)
        assert browser.get("/admin/").status_code == 200
    shift_clock(8 * HOURS + MINUTES)
    assert browser.get("/admin/").status_code == 302


def test_files_are_closed_with_the_session_and_to_a_session_without_second_factor(
    call: Call, shift_clock: Shift
) -> None:
    application, reviewer = in_review(call), posted(call.office)
    page = f"/files/{application.documents.first().file.token}/"
    browser = staff_browser(reviewer)
    assert browser.get("/admin/").status_code == 200
    assert answers(browser, page) == 200
    assert answers(staff_browser(reviewer, second_factor=False), page) == 404
    shift_clock(31 * MINUTES)
    assert led_to(browser.get(page), "/accounts/login/", then=page)


def test_a_half_written_review_survives_the_end_of_the_session(call: Call, shift_clock: Shift) -> None:
    application, reviewer = in_review(call), posted(call.office)
    browser = staff_browser(reviewer)
    browser.get(dossier(application))
    shift_clock(40 * MINUTES)
    written = {"expected_version": "0", "value": "64", "sentence": "Half an hour of careful thought."}
    sent = browser.post(dossier(application, "score"), written)
    assert led_to(sent, "/accounts/login/", then=dossier(application, "score"))
    assert not Score.objects.exists()
    again = staff_browser_in(browser, reviewer)
    page = again.get(dossier(application, "score"), follow=True)
    assert "Half an hour of careful thought." in page.content.decode()
    assert "not saved yet" in page.content.decode()
    assert "Half an hour of careful thought." not in again.get(dossier(application)).content.decode()


def test_what_one_person_had_written_is_not_shown_to_the_next(call: Call, shift_clock: Shift) -> None:
    application, reviewer = in_review(call), posted(call.office)
    browser = staff_browser(reviewer)
    browser.get(dossier(application))
    shift_clock(40 * MINUTES)
    browser.post(dossier(application, "score"), {"expected_version": "0", "value": "64", "sentence": "Mine alone."})
    page = staff_browser_in(browser, posted(call.office)).get(dossier(application))
    assert page.status_code == 200
    assert "Mine alone." not in page.content.decode()


def staff_browser_in(browser: Client, user: object) -> Client:
    """Sign in with both factors in a browser that is in use already."""
    fresh = staff_browser(user)  # type: ignore[arg-type]
    kept = dict(browser.session.items())
    session = fresh.session
    session.update({key: value for key, value in kept.items() if key == "staff_kept_text"})
    session.save()
    return fresh


def test_the_admins_own_password_page_leads_to_where_everybody_changes_theirs(call: Call) -> None:
    page = staff_browser(posted(call.office)).get("/admin/password_change/")
    assert (page.status_code, page["Location"]) == (302, "/accounts/password/change/")


def test_home_names_only_the_parts_that_are_open_to_the_reader(call: Call) -> None:
    reviewer = staff_browser(posted(call.office)).get("/admin/").content.decode()
    operator = staff_browser(posted(call.office, Role.OPERATOR)).get("/admin/").content.decode()
    assert QUEUE in reviewer
    assert "/admin/offices/posting/" not in reviewer
    assert "/admin/offices/posting/" in operator
    assert QUEUE not in operator


def test_a_part_that_is_not_open_says_to_whom_it_is(call: Call) -> None:
    page = staff_browser(posted(call.office)).get("/admin/offices/posting/")
    assert page.status_code == 403
    assert "Operator" in page.content.decode()
