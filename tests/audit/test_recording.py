"""What is recorded, each by doing the real thing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as portal_settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.audit.models import Detail, Entry, RefusalCount
from portal.audit.refusals import PER_MINUTE
from portal.audit.tasks import seal
from portal.offices.models import Role
from portal.offices.services import end_sessions
from programs.models import Call
from tests.accounts.signing_in import (
    NEW_PASSWORD,
    SECOND_STEP,
    choose_new_password,
    codes,
    path_in_mail,
    signed_in,
    type_password,
    with_app,
)
from tests.calls import open_call
from tests.clock import Shift, shift_clock  # noqa: F401
from tests.factories import PASSWORD, PersonFactory
from tests.scenarios import submitted
from tests.staff import QUEUE, dossier, in_review, posted, staff_browser

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def call() -> Call:
    return open_call()


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


@pytest.fixture
def user(db: None) -> User:
    return PersonFactory().user


def entries(code: str, user: User | None) -> list[Entry]:
    return list(Entry.objects.filter(code=code, user_id=user.pk if user else None).order_by("pk"))


def only(code: str, user: User | None) -> Entry:
    (entry,) = entries(code, user)
    return entry


def beside(entry: Entry) -> dict[str, Any]:
    return dict(Detail.objects.get(pk=entry.pk).values)


def prove_again(browser: Client, secret: str = "") -> None:
    """Give the password once more, and a code where there is an app: what changes the lock asks for it."""
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    if secret:
        cache.clear()
        browser.post(reverse("mfa_reauthenticate"), {"code": codes(secret)[1]})


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_signing_in_and_out_with_the_address_and_the_family_of_the_browser_beside_it(user: User) -> None:
    browser = Client(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT=FIREFOX)
    type_password(user, browser=browser)
    browser.post(reverse("account_logout"))
    for code in ("accounts.signed_in", "accounts.signed_out"):
        entry = only(code, user)
        assert beside(entry) == {"address": "203.0.113.9", "browser": "Firefox, Linux"}
        assert entry.data == {}


def test_a_failed_sign_in_names_the_account_where_there_is_one_and_never_what_was_typed(user: User) -> None:
    type_password(user, "not the password")
    Client().post(reverse("account_login"), {"login": "hunter2@example.org", "password": PASSWORD})
    assert only("accounts.sign_in_failed", user).data == {}
    unknown = only("accounts.sign_in_failed", None)
    assert unknown.user_id is None
    for entry in Entry.objects.all():
        assert "hunter2" not in f"{entry.data} {getattr(entry, 'detail', None) and entry.detail.values}"


def test_a_failed_sign_in_is_recorded_whatever_the_case_of_the_address(user: User) -> None:
    Client().post(reverse("account_login"), {"login": user.email.upper(), "password": "wrong"})
    assert only("accounts.sign_in_failed", user)


def test_a_second_factor_used_refused_renewed_and_removed(user: User, django_capture_on_commit_callbacks: Any) -> None:
    secret = with_app(user)
    browser = type_password(user)
    browser.post(SECOND_STEP, {"code": "000000"})
    assert only("accounts.second_factor_failed", user).data == {"type": "totp"}
    cache.clear()
    browser.post(SECOND_STEP, {"code": codes(secret)[1]})
    assert only("accounts.second_factor_used", user).data == {"type": "totp"}
    assert only("accounts.signed_in", user)
    prove_again(browser, secret)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("mfa_generate_recovery_codes"))
    assert only("accounts.recovery_codes_renewed", user)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("mfa_deactivate_totp"))
    assert {entry.data["type"] for entry in entries("accounts.second_factor_removed", user)} >= {"totp"}


def test_a_password_that_was_changed_and_one_that_was_reset_by_mail(user: User) -> None:
    browser = signed_in(user)
    browser.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert only("accounts.password_changed", user)
    choose_new_password(user, password="a third horse, a third battery")
    assert only("accounts.password_reset", user)


def test_another_address_with_both_beside_the_entry(user: User) -> None:
    browser, before = signed_in(user), user.email
    prove_again(browser)
    browser.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    assert beside(only("accounts.email_added", user)) == {"email": "new@example.org"}
    browser.post(path_in_mail("new@example.org", "activate_url"))
    assert beside(only("accounts.email_confirmed", user)) == {"email": "new@example.org"}
    if not EmailAddress.objects.get(email="new@example.org").primary:
        browser.post(reverse("account_email"), {"action_primary": "", "email": "new@example.org"})
    assert beside(only("accounts.email_changed", user)) == {"before": before, "after": "new@example.org"}
    browser.post(reverse("account_email"), {"action_remove": "", "email": before})
    assert beside(only("accounts.email_removed", user)) == {"email": before}
    assert "example.org" not in str(list(Entry.objects.values()))


def test_sessions_that_their_owner_or_an_operator_ended(call: Call) -> None:
    reviewer = posted(call.office)
    type_password(reviewer)
    browser = signed_in(reviewer)
    prove_again(browser)
    others = list(
        reviewer.usersession_set.exclude(session_key=browser.session.session_key).values_list("pk", flat=True)
    )
    browser.post(reverse("usersessions_list"), {"sessions": others} if others else {})
    own = only("accounts.sessions_ended", reviewer)
    assert own.object_id == str(reviewer.pk)
    operator = posted(call.office, Role.OPERATOR)
    chosen = {"action": "end_sessions_of_selected", "_selected_action": [str(reviewer.pk)], "index": "0"}
    staff_browser(operator).post("/admin/accounts/user/", chosen)
    assert only("accounts.sessions_ended", operator).object_id == str(reviewer.pk)
    assert end_sessions(reviewer) == 0


def test_a_staff_session_that_the_clock_ended(call: Call, shift_clock: Shift) -> None:  # noqa: F811
    reviewer = posted(call.office)
    browser = staff_browser(reviewer)
    assert browser.get(QUEUE).status_code == 200
    shift_clock(portal_settings.STAFF_SESSION_IDLE + timedelta(minutes=1))
    browser.get(QUEUE)
    assert only("accounts.session_lapsed", reviewer)
    assert not entries("accounts.signed_out", reviewer)


# --- reading and changing ---------------------------------------------------------------------------------------------


def test_each_look_at_a_dossier_is_one_entry_with_the_application_and_its_office(call: Call) -> None:
    application, reviewer = submitted(call), posted(call.office)
    browser = staff_browser(reviewer)
    for times in (1, 2):
        browser.get(dossier(application))
        assert len(entries("applications.dossier_opened", reviewer)) == times
    entry = entries("applications.dossier_opened", reviewer)[0]
    assert (entry.object_kind, entry.object_id, entry.office_id, entry.data) == (
        "applications.application", str(application.pk), call.office_id, {},
    )  # fmt: skip


def test_a_dossier_shown_again_below_a_form_that_was_refused_is_a_look_too(call: Call) -> None:
    application, reviewer = in_review(call), posted(call.office)
    answer = staff_browser(reviewer).post(dossier(application, "score"), {"value": "140", "sentence": ""})
    assert application.reference in answer.content.decode()
    assert only("applications.dossier_opened", reviewer).object_id == str(application.pk)


def test_what_a_form_of_the_staff_site_wrote_is_on_record_with_its_office(call: Call) -> None:
    operator, newcomer = posted(call.office, Role.OPERATOR), PersonFactory().user
    form = {
        "email": newcomer.email, "office": call.office_id, "role": "reviewer",
        "programme": "", "starts_on": "2026-01-01", "ends_on": "",
    }  # fmt: skip
    staff_browser(operator).post("/admin/offices/posting/add/", form)
    entry = only("staff.row_added", operator)
    posting = newcomer.postings.get()
    assert (entry.object_kind, entry.object_id) == ("offices.posting", str(posting.pk))
    assert entry.office_id == call.office_id
    opened = only("offices.posting_opened", operator)
    assert opened.data == {"posted_user": newcomer.pk, "role": "reviewer"}


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_a_refusal_is_one_entry_with_the_route_and_the_ids_and_the_path_beside_it(call: Call) -> None:
    application, coordinator = submitted(call), posted(call.office, Role.COORDINATOR)
    path = dossier(application, "open-review")
    assert staff_browser(coordinator).post(path, {"expected_version": application.version}).status_code == 403
    entry = only("access.refused", coordinator)
    assert entry.data == {
        "route": "admin:applications_application_act", "ids": {"object_id": application.pk},
        "method": "POST", "status": 403,
    }  # fmt: skip
    assert beside(entry) == {"path": path}


def test_what_was_typed_into_an_address_is_only_beside_the_entry(user: User) -> None:
    browser = Client()
    browser.force_login(user)
    assert browser.get("/applications/7F3ATK29QDX/").status_code == 404
    assert browser.get("/admin/anna@example.org/").status_code in (403, 404)
    for entry in entries("access.refused", user):
        assert "7F3ATK29QDX" not in str(entry.data)
        assert "anna" not in str(entry.data)
    assert {"/applications/7F3ATK29QDX/", "/admin/anna@example.org/"} == {
        beside(entry)["path"] for entry in entries("access.refused", user)
    }


def test_a_form_without_its_token_is_a_refusal(user: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    assert browser.post(reverse("account_logout")).status_code == 403
    assert only("access.refused", user).data["status"] == 403


def test_nothing_is_kept_of_somebody_who_is_not_signed_in() -> None:
    assert Client().get("/files/abc/").status_code in (302, 404)
    assert Client().get("/no-such-page/").status_code == 404
    assert not Entry.objects.filter(code__startswith="access.").exists()


def test_a_scanner_with_an_account_fills_no_table(user: User, shift_clock: Shift) -> None:  # noqa: F811
    at_the_full_minute(shift_clock)
    browser, other = Client(), PersonFactory().user
    browser.force_login(user)
    for number in range(PER_MINUTE + 7):
        assert browser.get(f"/applications/{number}/").status_code == 404
    assert len(entries("access.refused", user)) == PER_MINUTE
    seal()
    assert not entries("access.refusals_left_out", user)  # the minute is not over
    second = Client()
    second.force_login(other)
    second.get("/applications/1/")
    assert only("access.refused", other)  # somebody else's count is their own
    at_the_full_minute(shift_clock, later=1)
    browser.get("/applications/1/")
    assert len(entries("access.refused", user)) == PER_MINUTE + 1
    seal()
    seal()
    assert only("access.refusals_left_out", user).data["times"] == 7
    assert not entries("access.refusals_left_out", other)
    assert RefusalCount.objects.count() == 1  # the minute that is not over


def at_the_full_minute(shift: Shift, later: int = 0) -> None:
    """Move the clock to the start of a minute, so that a slow test does not run into the next one."""
    seconds = datetime.now(UTC).second
    shift(timedelta(minutes=2 + 2 * later, seconds=1 - seconds))
