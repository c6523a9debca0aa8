"""Every response carries the headers that keep browsers from doing what pages do not ask for."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from portal.common.headers import HeadersMiddleware
from portal.urls import urlpatterns as portal_urls
from tests.calls import open_call
from tests.factories import PersonFactory
from tests.headers import assert_headers, cookie_problems, policy_problems, problems
from tests.staff import QUEUE, in_review, posted, staff_browser

GOOD = (
    "default-src 'none'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "form-action 'self'"
)


def breaks(request: HttpRequest) -> HttpResponse:
    """A page with a mistake in it."""
    raise RuntimeError("a mistake")


def posts_only(request: HttpRequest) -> HttpResponse:
    """A page that answers 405 to a GET."""
    return HttpResponseNotAllowed(["POST"])


urlpatterns = [*portal_urls, path("breaks/", breaks), path("posts-only/", posts_only)]
handler400 = "portal.common.failures.bad_request"
handler403 = "portal.common.failures.forbidden"
handler404 = "portal.common.failures.not_found"
handler500 = "portal.common.failures.server_error"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/accounts/login/", 200),
        ("/accounts/signup/", 200),
        ("/accounts/password/reset/key/zz-abc-def/", 200),
        ("/accounts/confirm-email/no-such-key/", 200),
        ("/accounts/login", 301),
        ("/admin/", 302),
        ("/applications/", 302),
        ("/healthz/live", 200),
        ("/healthz/ready", 200),
        ("/no-such-page/", 404),
        ("/static/no-such-file.css", 404),
        ("/?q=%00", 400),
        ("/posts-only/", 405),
        ("/breaks/", 500),
    ],
)
@override_settings(ROOT_URLCONF=__name__)
def test_every_kind_of_answer_to_a_stranger(address: str, status: int) -> None:
    response = Client(raise_request_exception=False).get(address)
    assert response.status_code == status
    assert_headers(response)


@pytest.mark.django_db
def test_refusals_of_what_was_sent() -> None:
    assert_headers(refused := Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a"}))
    assert refused.status_code == 403
    assert_headers(refused := Client().get("/", HTTP_HOST="evil.example"))
    assert refused.status_code == 400
    too_many = {f"field{number}": "" for number in range(600)}
    assert_headers(refused := Client().post("/accounts/login/", too_many))
    assert refused.status_code == 400
    assert_headers(refused := Client().post("/accounts/login/", {"login": "a" * (3 * 1024 * 1024)}))
    assert refused.status_code in (200, 400)


@pytest.mark.django_db
def test_pages_of_somebody_signed_in_and_files_are_kept_by_nobody() -> None:
    call = open_call()
    application, reviewer = in_review(call), posted(call.office)
    browser = staff_browser(reviewer)
    token = application.documents.first().file.token
    for address in (QUEUE, "/admin/", f"{QUEUE}{application.pk}/change/", f"/files/{token}/", "/accounts/email/", "/"):
        response: Any = browser.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
        assert response.status_code == 200, address
        assert_headers(response)
        assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/password/reset/key/zz-abc-def/", "/accounts/confirm-email/some-key/"])
def test_pages_with_a_key_in_their_address_are_kept_by_nobody_and_name_it_to_no_other_site(address: str) -> None:
    response = Client().get(address)
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_cookies_are_closed_to_scripts_and_to_other_sites() -> None:
    browser = Client()
    user = PersonFactory().user
    browser.get("/accounts/login/")
    signed_in = browser.post("/accounts/login/", {"login": user.email, "password": "correct horse battery staple"})
    assert {"session", "known"} <= set(signed_in.cookies)
    assert_headers(signed_in)
    assert_headers(chosen := browser.post("/language/", {"language": "en"}))
    assert chosen.cookies.keys() <= {"language", "session"}


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("", "default-src"),
        (GOOD.replace("'self'", "'self' 'unsafe-inline'", 1), "'unsafe-inline'"),
        (GOOD.replace("script-src 'self'", "script-src *"), "lets in *"),
        (GOOD.replace("frame-ancestors 'none'", "frame-ancestors 'self'"), "framed"),
        (GOOD.replace("; base-uri 'none'", ""), "base-uri"),
        (GOOD.replace("; form-action 'self'", ""), "forms"),
    ],
)
def test_a_weak_policy_is_noticed(policy: str, said: str) -> None:
    assert any(said in problem for problem in policy_problems(policy))


def test_a_good_policy_and_that_of_a_file_pass() -> None:
    assert policy_problems(GOOD) == []
    assert policy_problems("sandbox; default-src 'none'; frame-ancestors 'none'") == []


def test_a_missing_header_is_noticed() -> None:
    response = HeadersMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))
    response.headers["Content-Security-Policy"] = GOOD
    assert problems(response.headers) == []
    for name in ("X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Resource-Policy"):
        kept = {key: value for key, value in response.headers.items() if key != name}
        assert any(name in problem for problem in problems(kept))
    assert problems({**response.headers, "Server": "gunicorn/23.0.0"}) == [
        "Server tells its version: 'gunicorn/23.0.0'"
    ]
    assert problems(response.headers, https=True) == ["Strict-Transport-Security is None"]


def test_an_open_cookie_is_noticed() -> None:
    response = HttpResponse()
    response.set_cookie("plain", "1")
    assert cookie_problems(response.cookies) == ["cookie plain lacks HttpOnly or SameSite"]
    response = HttpResponse()
    response.set_cookie("plain", "1", httponly=True, samesite="Lax", secure=True)
    assert cookie_problems(response.cookies, production=True) == ["cookie plain is not a __Host- cookie"]


def test_the_policy_of_the_portal_has_neither_unsafe_words_nor_other_hosts() -> None:
    sources = {
        source for allowed in portal_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for source in allowed
    }
    assert sources == {"'none'", "'self'", "data:"}


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), [("/accounts/logout/", 302), ("/admin/logout/", 200)])
def test_signing_out_clears_what_the_browser_keeps_of_pages(address: str, status: int) -> None:
    browser = staff_browser(posted(open_call().office))
    answer = browser.post(address)
    assert answer.status_code == status
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in browser.get(address).headers
