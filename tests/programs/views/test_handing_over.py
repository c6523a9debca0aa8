"""Answers of a check reach an application when somebody asks for that, through sign-up and sign-in; else nothing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from applications.models import Application, Section
from portal.accounts.models import User
from programs.models import Call
from tests.accounts.signing_in import path_in_mail, type_password
from tests.factories import PersonFactory
from tests.programs.views.stepping import Checker
from tests.programs.views.test_check_in_steps import FIRST, parts, rest

pytestmark = pytest.mark.django_db
ZOE, PASSWORD = "zoe@mail.example", "violets by the river"


def checked(call: Call) -> Checker:
    """Return somebody without an account who went through the whole check and reads the result."""
    checker = Checker(call)
    checker.press(**parts(*FIRST))
    checker.press(**rest())
    return checker


def test_answers_and_theme_are_in_the_draft_of_who_signs_up_after_the_check(mirai_call: Call) -> None:
    checker = checked(mirai_call)
    browser = checker.client
    assert "Only then are your answers kept" in checker.page
    checker.press(start="1")
    assert checker.status == 302
    begin = reverse("application_begin", args=[mirai_call.slug])
    to_sign_in = browser.get(begin).headers["Location"]
    browser.get(to_sign_in)
    browser.post(
        f"{reverse('account_signup')}?next={begin}", {"email": ZOE, "password1": PASSWORD, "password2": PASSWORD}
    )
    browser.post(path_in_mail(ZOE, "activate_url"))
    type_password(User.objects.get(email=ZOE), PASSWORD, browser=browser, wanted=begin)
    assert "will be filled in for you" in browser.get(begin).content.decode()
    browser.post(begin)
    draft = Application.objects.of_person(User.objects.get(email=ZOE)).get()
    answers = dict(Section.objects.filter(application=draft).values_list("key", "answers"))
    assert answers["about_you"] == {"birth_date": "2003-05-27"}
    assert answers["nationality"]["nationalities"] == ["BE"]
    assert answers["japan_before"]["been_in_japan"] is True  # the dates of the stays are asked for
    assert answers["motivation"] == {"theme": "diplomacy-security"}
    assert browser.session["eligibility_answers"] == {}


def test_who_does_not_press_the_button_leaves_nothing_and_finds_an_empty_draft(mirai_call: Call) -> None:
    checker = checked(mirai_call)
    browser = checker.client
    assert not Session.objects.exists()
    assert settings.SESSION_COOKIE_NAME not in browser.cookies
    user = PersonFactory().user
    browser.force_login(user)
    begin = reverse("application_begin", args=[mirai_call.slug])
    assert "will be filled in for you" not in browser.get(begin).content.decode()
    browser.post(begin)
    draft = Application.objects.of_person(user).get()
    assert not any(Section.objects.filter(application=draft).values_list("answers", flat=True))
