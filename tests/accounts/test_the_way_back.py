"""Somebody who has to make an account on the way to a page comes to that page in the end, on whatever device."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.outbox.models import Message
from tests.applications.views.pages import value_of, words
from tests.calls import open_call

pytestmark = pytest.mark.django_db
EMAIL, SECRET = "zoe@example.org", "correct horse battery staple"
WANTED = "/calls/mirai-2026-27-belgium/apply/"
ELSEWHERE = [
    "https://other.example/calls/",
    "//other.example/",
    "/\\other.example/",
    "/\t/other.example/",
    "javascript:alert(1)",
    "other.example",
]


def sign_up(browser: Client, wanted: str) -> Any:
    typed = {"email": EMAIL, "password1": SECRET, "password2": SECRET, "next": wanted}
    return browser.post(reverse("account_signup"), typed)


def sign_in(browser: Client, wanted: str) -> Any:
    return browser.post(reverse("account_login"), {"login": EMAIL, "password": SECRET, "next": wanted})


def link_in_the_mail() -> str:
    """Return the newest link, without its host."""
    url = Message.objects.filter(to_email=EMAIL).latest("id").context["activate_url"]
    assert url.startswith(f"{settings.PORTAL_BASE_URL}/accounts/")
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else str(parts.path)


def path_of(link: str) -> str:
    return str(urlsplit(link).path)


def test_from_the_button_of_a_call_over_a_mail_opened_on_another_device_to_the_call() -> None:
    call = open_call()
    computer, phone = Client(), Client()
    wanted = reverse("application_begin", args=[call.slug])
    page = computer.post(wanted, follow=True)
    assert "You were signed out" not in words(page)
    signup = re.search(r'href="(/accounts/signup/[^"]*)"', page.content.decode())
    assert signup
    typed = computer.get(signup[1])
    sent = sign_up(computer, value_of(typed, "next"))
    assert sent.status_code == 302

    page = phone.get(link_in_the_mail())
    confirmed = phone.post(path_of(link_in_the_mail()), {"next": value_of(page, "next")}, follow=True)
    assert confirmed.redirect_chain == [(wanted, 302), (f"{reverse('account_login')}?next={wanted}", 302)]
    arrived = phone.post(
        reverse("account_login"),
        {"login": EMAIL, "password": SECRET, "next": value_of(confirmed, "next")},
        follow=True,
    )
    assert arrived.redirect_chain[-1][0] == wanted
    assert str(call.round) in words(arrived)
    assert "Start or continue my application" in words(arrived)


def test_without_a_page_to_come_back_to_the_link_names_none() -> None:
    sign_up(Client(), "")
    assert "?" not in link_in_the_mail()
    assert Client().post(link_in_the_mail()).headers["Location"] == reverse("account_login")


def test_who_signs_in_before_confirming_gets_a_link_with_the_same_way() -> None:
    sign_up(Client(), "")
    cache.clear()  # for three minutes no second link is sent to the same address
    page = sign_in(Client(), WANTED)
    assert page.headers["Location"] == f"{reverse('account_email_verification_sent')}?{urlencode({'next': WANTED})}"
    assert link_in_the_mail().endswith(urlencode({"next": WANTED}))


def test_the_page_that_a_mail_is_on_its_way_leads_to_a_sign_in_with_the_same_way() -> None:
    browser = Client()
    page = browser.get(sign_up(browser, WANTED).headers["Location"])
    assert f'href="{reverse("account_login")}?{urlencode({"next": WANTED})}"' in page.content.decode()


def test_a_link_used_twice_still_leads_on() -> None:
    sign_up(Client(), WANTED)
    link = link_in_the_mail()
    Client().post(path_of(link), {"next": WANTED})
    page = Client().get(link)
    assert "This link is no longer good" in words(page)
    assert f'href="{reverse("account_login")}?{urlencode({"next": WANTED})}"' in page.content.decode()


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_mail_carries_a_way_out_of_the_site(elsewhere: str) -> None:
    page = sign_up(Client(), elsewhere)
    assert page.headers["Location"] == reverse("account_email_verification_sent")
    assert "?" not in link_in_the_mail()


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_way_out_of_the_site_written_into_a_link_is_followed(elsewhere: str) -> None:
    sign_up(Client(), WANTED)
    link = f"{path_of(link_in_the_mail())}?{urlencode({'next': elsewhere})}"
    page = Client().post(link, {"next": elsewhere})
    assert page.headers["Location"] == reverse("account_login")
