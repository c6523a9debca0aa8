"""What the site does not hand out (source, listings, what was sent to it), and what it says and asks everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from portal.accounts.models import Person
from portal.accounts.views import set_language
from portal.offices.models import Posting
from programs.views import alerts
from tests.calls import open_call
from tests.factories import PersonFactory
from tests.staff import QUEUE, posted, staff_browser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/.git/HEAD", "/.gitignore", "/.env", "/manage.py", "/portal/settings.py", "/requirements.txt",
        "/static/../manage.py", "/static/%2e%2e/manage.py", "/static/..%2fmanage.py", "/static/css/../../manage.py",
        "/static/", "/static/css/", "/static/js", "/static/css", "/files/", "/media/", "/healthz/", "/server-status",
        "/__debug__/", "/admin/doc/", "/swagger/", "/metrics",
    ],
)  # fmt: skip
def test_neither_source_nor_listings_nor_tools_are_served(path: str) -> None:
    answer = Client().get(path, follow=True)
    assert answer.status_code == 404 or answer.redirect_chain[-1][0].startswith("/accounts/login/"), path


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/admin/", "/healthz/live", "/no-such-page/"])
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_no_method_gives_back_what_was_sent(path: str, method: str) -> None:
    answer = Client().generic(method, path, headers={"X-Told": "a secret of the proxy"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert b"a secret of the proxy" not in body
    assert "message/http" not in answer.headers.get("Content-Type", "")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/accounts/login/", "text/html; charset=utf-8"),
        ("/no-such-page/", "text/html; charset=utf-8"),
        ("/?q=%00", "text/html; charset=utf-8"),
        ("/healthz/live", "application/json"),
    ],
)
def test_an_answer_says_what_it_is_and_in_which_characters(path: str, kind: str) -> None:
    assert Client().get(path).headers["Content-Type"] == kind


def views(resolver: Any) -> list[Any]:
    """Every view of the site."""
    found: list[Any] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += views(entry)
        elif isinstance(entry, URLPattern):
            found.append(entry.callback)
    return found


def test_no_view_takes_a_form_without_asking_for_its_token() -> None:
    """The middleware asks everywhere; a view is left out only by a mark.

    Two have it: a mail program ends a subscription by itself (RFC 8058) and holds nothing but the token in the
    address; and the languages are offered on every page, where a token would cost every reader a cookie.
    """
    every = views(get_resolver())
    assert len(every) > 60
    assert [view.__qualname__ for view in every if getattr(view, "csrf_exempt", False)] == [
        set_language.__qualname__, alerts.stop.__qualname__
    ]  # fmt: skip


def test_a_form_from_another_site_is_refused() -> None:
    user = PersonFactory().user
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    for path in (
        "/accounts/password/change/",
        "/accounts/logout/",
        "/accounts/email/",
        "/accounts/sessions/",
        "/language/",
    ):
        answer = browser.post(path, {"language": "en"}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403, path
    told = browser.post("/language/", {"language": "fr"}, headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"})
    assert (told.status_code, Person.objects.get(user=user).language) == (403, "en")


def test_signing_out_is_one_press_from_every_page_of_somebody_signed_in() -> None:
    call = open_call()
    applicant, staff = Client(), staff_browser(posted(call.office))
    applicant.force_login(PersonFactory().user)
    for browser, paths in (
        (applicant, ("/", "/applications/", "/accounts/email/", "/accounts/sessions/", "/no-such-page/")),
        (staff, ("/admin/", QUEUE, "/accounts/sessions/")),
    ):
        for path in paths:
            assert "logout/" in browser.get(path, follow=True).content.decode(), path


def test_an_address_is_decoded_once() -> None:
    assert Client().get("/?q=%00").status_code == 400
    assert Client().get("/?q=%2500").status_code == 200
    assert Client().get("/calls/%252e%252e%252fadmin/").status_code == 404


@override_settings(SECURE_SSL_REDIRECT=True)
def test_only_what_people_open_leads_from_plain_http_to_https() -> None:
    assert Client().get("/accounts/login/").status_code == 301
    assert Client().get("/healthz/live").status_code == 200


def test_a_new_database_holds_no_account() -> None:
    assert not get_user_model().objects.exists()
    assert not Posting.objects.exists()
