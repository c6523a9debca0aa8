"""What is costly can be asked only so often: then 429, in words, and nothing was done."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLResolver, get_resolver

from portal.accounts.models import User
from programs.models import Call
from tests.accounts.signing_in import said, signed_in
from tests.calls import open_call
from tests.factories import PersonFactory
from tests.headers import assert_headers
from tests.scenarios import draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(settings: Any) -> None:
    cache.clear()
    settings.REQUEST_LIMITS = {name: {"user": 2, "ip": 3} for name in settings.REQUEST_LIMITS}


@pytest.fixture
def call() -> Call:
    return open_call()


@pytest.fixture
def applicant() -> User:
    return PersonFactory().user


def check(browser: Client, call: Call, **options: Any) -> Any:
    return browser.post(f"/calls/{call.slug}/eligibility/", {}, **options)


def test_one_check_too_many_is_refused_in_words_and_says_when_to_come_back(call: Call) -> None:
    browser = Client()
    assert [check(browser, call).status_code for _ in range(3)] == [200, 200, 200]
    refused = check(browser, call)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert "3 times in 60 seconds" in said(refused)
    assert "password" not in said(refused)
    assert_headers(refused)


def test_somebody_signed_in_is_not_stopped_by_others_behind_the_same_address(call: Call, applicant: User) -> None:
    for _ in range(4):
        check(Client(), call)
    assert check(Client(), call).status_code == 429
    assert check(signed_in(applicant), call).status_code == 200
    assert check(Client(), call, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_reading_is_not_counted(call: Call) -> None:
    browser = Client()
    assert {browser.get(f"/calls/{call.slug}/eligibility/").status_code for _ in range(5)} == {200}


def test_an_upload_too_many_is_not_kept(call: Call, applicant: User) -> None:
    browser = signed_in(applicant)
    application = draft(call, applicant)
    address = f"/applications/{application.reference}/documents/passport_copy/"
    assert [browser.post(address).status_code for _ in range(3)] == [422, 422, 429]


def test_every_limit_names_a_page_that_exists(settings: Any) -> None:
    names = set(_names(get_resolver().url_patterns))
    assert set(settings.REQUEST_LIMITS) <= names


def _names(found: Any) -> Any:
    for item in found:
        if isinstance(item, URLResolver):
            yield from _names(item.url_patterns)
        else:
            yield item.name
