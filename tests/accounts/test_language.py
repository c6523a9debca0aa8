"""The switch of languages: it keeps the page, other devices and mails follow it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Person, User
from portal.outbox import delivery
from portal.outbox.models import Message
from tests.accounts.signing_in import signed_in, type_password
from tests.factories import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
COOKIE = settings.LANGUAGE_COOKIE_NAME


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


@pytest.mark.parametrize(
    ("language", "heading"), [("fr", "Se connecter"), ("nl", "Aanmelden"), ("ja", "ログイン"), ("en", "Sign in")]
)
def test_the_switch_shows_the_same_page_in_the_language(language: str, heading: str) -> None:
    browser = Client()
    page = f"{reverse('account_login')}?next=/applications/"
    offered = browser.get(page).content.decode()
    assert f'<input type="hidden" name="next" value="{page}">' in offered
    answer = browser.post(reverse("set_language"), {"language": language, "next": page})
    assert (answer.status_code, answer["Location"]) == (302, page)
    shown = browser.get(page)
    assert f'<html lang="{language}"' in shown.content.decode()
    assert heading in shown.content.decode()
    assert shown["Content-Language"] == language
    assert f'value="{language}" lang="{language}" aria-current="true"' in shown.content.decode()


def test_a_browser_that_says_what_its_reader_speaks_gets_it_at_once() -> None:
    shown = Client().get(reverse("account_login"), headers={"Accept-Language": "nl-BE,nl;q=0.9,en;q=0.5"})
    assert '<html lang="nl"' in shown.content.decode()
    assert "Accept-Language" in shown["Vary"]


def test_the_choice_of_who_is_signed_in_holds_on_the_next_device() -> None:
    user = PersonFactory().user
    signed_in(user).post(reverse("set_language"), {"language": "ja", "next": "/"})
    assert Person.objects.get(user=user).language == "ja"
    other_device = type_password(user)
    assert other_device.cookies[COOKIE].value == "ja"
    assert '<html lang="ja"' in other_device.get("/").content.decode()


def test_who_never_chose_reads_what_the_browser_asks_for() -> None:
    browser = type_password(PersonFactory(language="en").user)
    assert COOKIE not in browser.cookies
    assert '<html lang="fr"' in browser.get("/", headers={"Accept-Language": "fr"}).content.decode()


def test_a_device_on_which_a_language_was_chosen_keeps_it() -> None:
    user = PersonFactory(language="fr").user
    browser = Client()
    browser.post(reverse("set_language"), {"language": "nl", "next": "/"})
    type_password(user, browser=browser)
    assert browser.cookies[COOKIE].value == "nl"


def test_a_language_that_there_is_not_is_not_taken() -> None:
    user = PersonFactory(language="fr").user
    signed_in(user).post(reverse("set_language"), {"language": "xx", "next": "/"})
    assert Person.objects.get(user=user).language == "fr"


def test_who_signs_up_on_a_page_in_french_gets_the_mail_in_french() -> None:
    email = "lea.dubois@univ.example"
    typed = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    Client().post(reverse("account_signup"), typed, headers={"Accept-Language": "fr"})
    assert User.objects.filter(email=email).exists()
    message = Message.objects.get(to_email=email)
    assert message.language == "fr"
    delivery.run()
    message.refresh_from_db()
    assert "adresse" in message.rendered_subject
