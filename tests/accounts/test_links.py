"""Links in mails: each for one purpose, for a time, and nothing happens before a button is pressed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account import app_settings as account_settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.outbox import delivery
from portal.outbox.models import Message
from tests.accounts.signing_in import NEW_PASSWORD, choose_new_password, is_signed_in, path_in_mail, said, type_password
from tests.factories import PASSWORD, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


def link_for_a_new_password(user: User) -> str:
    Client().post(reverse("account_reset_password"), {"email": user.email})
    return path_in_mail(user.email, "password_reset_url")


def test_opening_the_links_changes_nothing() -> None:
    user = UserFactory(verified=False)
    type_password(user)
    confirm, reset = path_in_mail(user.email, "activate_url"), link_for_a_new_password(user)
    for _program_that_looks_at_links in range(3):
        assert Client().get(confirm).status_code == 200
        assert Client().get(reset, follow=True).status_code == 200
    assert not user.emailaddress_set.get().verified
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    browser = Client()
    browser.post(confirm)
    assert user.emailaddress_set.get().verified


def test_a_link_for_a_new_password_works_once() -> None:
    user = PersonFactory().user
    link = link_for_a_new_password(user)
    choose_new_password(user)
    assert "no longer good" in said(Client().get(link, follow=True))


@pytest.mark.parametrize(("hours", "good"), [(23, True), (25, False)])
def test_a_link_for_a_new_password_is_good_for_a_day(hours: int, good: bool, monkeypatch: Any) -> None:
    link = link_for_a_new_password(PersonFactory().user)
    later = datetime.now() + timedelta(hours=hours)  # noqa: DTZ005  (as Django counts)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    assert ("no longer good" not in said(Client().get(link, follow=True))) is good


def test_a_link_for_a_new_password_is_void_once_the_password_was_changed_otherwise() -> None:
    user = PersonFactory().user
    link = link_for_a_new_password(user)
    user.set_password(NEW_PASSWORD)
    user.save()
    assert "no longer good" in said(Client().get(link, follow=True))


def test_a_link_to_confirm_an_address_ends_after_three_days(settings: Any) -> None:
    assert account_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS == 3
    user = UserFactory(verified=False)
    type_password(user)
    link = path_in_mail(user.email, "activate_url")
    settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = -1
    assert "no longer good" in said(Client().get(link))
    assert Client().post(link).status_code == 404
    assert not user.emailaddress_set.get().verified


def test_a_link_serves_its_own_purpose_and_no_other() -> None:
    user = UserFactory(verified=False)
    type_password(user)
    key = path_in_mail(user.email, "activate_url").rstrip("/").rsplit("/", 1)[-1]
    uid_and_token = link_for_a_new_password(user).rstrip("/").rsplit("/", 1)[-1]
    assert "no longer good" in said(Client().get(f"/accounts/password/reset/key/{uid_and_token.split('-')[0]}-{key}/"))
    assert Client().post(f"/accounts/confirm-email/{uid_and_token}/").status_code == 404


@pytest.mark.parametrize("damage", ["x", "\u0130", "%00", "-", "A" * 3000])
def test_a_damaged_link_says_so(damage: str) -> None:
    link = link_for_a_new_password(PersonFactory().user).rstrip("/")
    page = Client().get(f"{link}{damage}/", follow=True)
    assert page.status_code in (200, 400)
    assert "Save new password" not in said(page)


def test_a_link_opened_where_somebody_else_is_signed_in_signs_them_out() -> None:
    user, other = PersonFactory().user, PersonFactory().user
    browser = type_password(other)
    done = choose_new_password(user, browser=browser)
    assert done.status_code == 302
    assert not is_signed_in(browser, other)
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    other.refresh_from_db()
    assert other.check_password(PASSWORD)


def test_the_key_of_a_link_leaves_the_address_bar_before_any_page_is_shown() -> None:
    link = link_for_a_new_password(PersonFactory().user)
    page = Client().get(link, follow=True)
    assert page.redirect_chain[-1][0].endswith("-set-password/")
    token = link.rstrip("/").split("-", 1)[-1]
    assert token not in page.content.decode()


def test_no_key_is_kept_once_the_mail_has_left(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    link = link_for_a_new_password(PersonFactory().user)
    token = link.rstrip("/").split("-", 1)[-1]
    delivery.run()
    sent = Message.objects.latest("id")
    assert sent.state == "sent"
    assert token not in f"{sent.context}{sent.rendered_body}{sent.rendered_subject}"
