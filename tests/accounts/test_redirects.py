"""Wherever the site takes up where somebody wanted to go, it stays on the site."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from allauth.core import context
from django.conf import settings
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.outbox.models import Message
from portal.staffsite.adapter import AccountAdapter
from tests.accounts.signing_in import (
    SECOND_STEP,
    codes,
    path_in_mail,
    recovery_codes,
    signed_in,
    type_password,
    with_app,
)
from tests.calls import open_call
from tests.factories import PASSWORD, PersonFactory
from tests.staff import QUEUE, posted

pytestmark = pytest.mark.django_db
HOME = "http://testserver"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,hello",
    "/%0d%0aLocation:%20https://evil.example",
    "/\r\nLocation: https://evil.example",
    "／／evil.example",
    "/／evil.example",
    "//evil.example\\@testserver/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "?next=//evil.example",
    "evil.example",
    ".evil.example",
    "/accounts/login/?next=//evil.example",
    "http://[::1",
]
# For ways that are long to walk: one of each kind.
SOME = ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


def where_to(response: Any) -> str:
    """Return the host that a browser would go to, '' when the answer leads nowhere."""
    location = response.headers.get("Location", "")
    assert "\r" not in location
    assert "\n" not in location
    # As browsers read it: a backslash is a slash, tabs and line ends are nothing.
    read = location.replace("\\", "/").replace("\t", "").strip()
    return str(urlsplit(urljoin(f"{HOME}/here/", read)).netloc) if location else ""


def stays(response: Any) -> bool:
    return where_to(response) in ("", "testserver")


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in(wanted: str) -> None:
    user = PersonFactory().user
    browser = Client()
    typed = {"login": user.email, "password": PASSWORD, "next": wanted}
    assert stays(browser.post(reverse("account_login"), typed))
    assert stays(browser.get(f"{reverse('account_login')}?next={quote(wanted)}"))  # signed in: led on at once


@pytest.mark.parametrize("wanted", SOME)
def test_proving_oneself_again_changing_the_password_and_signing_out(wanted: str) -> None:
    browser = signed_in(PersonFactory().user)
    again = browser.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": wanted})
    assert again.status_code == 302
    assert stays(again)
    changed = {"oldpassword": PASSWORD, "password1": f"{PASSWORD}!", "password2": f"{PASSWORD}!", "next": wanted}
    assert stays(browser.post(reverse("account_change_password"), changed))
    out = browser.post(reverse("account_logout"), {"next": wanted})
    assert out.status_code == 302
    assert stays(out)


@pytest.mark.parametrize("wanted", SOME)
def test_the_second_step(wanted: str) -> None:
    user = PersonFactory().user
    secret = with_app(user)
    browser = type_password(user, wanted=wanted)
    arrived = browser.post(f"{SECOND_STEP}?next={quote(wanted)}", {"code": codes(secret)[1], "next": wanted})
    assert arrived.status_code == 302
    assert stays(arrived)
    typed = {"code": recovery_codes(user)[0], "next": wanted}
    again = browser.post(f"{reverse('mfa_reauthenticate')}?next={quote(wanted)}", typed)
    assert again.status_code == 302
    assert stays(again)


@pytest.mark.parametrize("wanted", SOME)
def test_signing_up_and_the_link_in_the_mail(wanted: str) -> None:
    typed = {"email": "zoe@example.org", "password1": PASSWORD, "password2": PASSWORD, "next": wanted}
    assert stays(Client().post(reverse("account_signup"), typed))
    sent = Message.objects.get(to_email="zoe@example.org").context["activate_url"]
    assert sent.startswith(f"{settings.PORTAL_BASE_URL}/accounts/")
    link = path_in_mail("zoe@example.org", "activate_url")
    assert Client().get(f"{link}?next={quote(wanted)}").status_code == 200
    confirmed = Client().post(f"{link}?next={quote(wanted)}", {"next": wanted})
    assert confirmed.status_code == 302
    assert stays(confirmed)


@pytest.mark.parametrize("wanted", SOME)
def test_a_reset_by_mail(wanted: str) -> None:
    user = PersonFactory().user
    asked = Client().post(reverse("account_reset_password"), {"email": user.email, "next": wanted})
    assert stays(asked)
    link, browser = path_in_mail(user.email, "password_reset_url"), Client()
    opened = browser.get(f"{link}?next={quote(wanted)}")
    assert stays(opened)
    form = f"{urlsplit(opened['Location']).path}?next={quote(wanted)}"
    done = browser.post(form, {"password1": f"{PASSWORD}!", "password2": f"{PASSWORD}!", "next": wanted})
    assert done.status_code == 302
    assert stays(done)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_choosing_a_language(wanted: str) -> None:
    typed = {"language": "en", "next": wanted}
    assert stays(Client().post(reverse("set_language"), typed))
    assert stays(Client().post(reverse("set_language"), {"language": "en"}, HTTP_REFERER=wanted))
    assert stays(Client().get(f"{reverse('set_language')}?next={quote(wanted)}"))


@pytest.mark.parametrize("wanted", SOME)
def test_the_door_of_the_staff_site(wanted: str) -> None:
    call = open_call()
    browser = signed_in(posted(call.office))
    for path in (f"/admin/?next={quote(wanted)}", f"/admin/login/?next={quote(wanted)}", f"{QUEUE}?{quote(wanted)}"):
        assert stays(browser.get(path))
    browser.post("/admin/logout/", {"next": wanted})
    assert stays(browser.get("/admin/login/", {"next": wanted}))


@pytest.mark.parametrize("wanted", [*ELSEWHERE, "", None])
def test_the_rule_itself(wanted: str | None) -> None:
    """What the rule lets through must lead to this site when a browser reads it."""
    request = RequestFactory().get("/")
    with context.request_context(request):
        if AccountAdapter(request).is_safe_url(wanted):
            read = str(wanted).replace("\\", "/").replace("\t", "").strip()
            assert urlsplit(urljoin(f"{HOME}/here/", read)).netloc == "testserver"


@pytest.mark.parametrize(
    "wanted", ["/applications/", "/calls/mirai/?a=b", "/admin/applications/application/?q=%2F%2F", "/é"]
)
def test_a_page_of_the_site_is_reached(wanted: str) -> None:
    user = PersonFactory().user
    typed = {"login": user.email, "password": PASSWORD, "next": wanted}
    assert Client().post(reverse("account_login"), typed)["Location"] == quote(wanted, safe="/?=&%")


@pytest.mark.parametrize("host", ["apply.example", "other.example"])
def test_mails_name_the_configured_host_whatever_host_was_asked(host: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["apply.example", "other.example"]
    user = PersonFactory().user
    browser = Client(headers={"Host": host, "X-Forwarded-Host": "evil.example"})
    browser.post(reverse("account_reset_password"), {"email": user.email}, HTTP_HOST=host)
    browser.post(reverse("account_reset_password"), {"email": "nobody@example.org"}, HTTP_HOST=host)
    browser.post(
        reverse("account_signup"),
        {"email": "zoe@example.org", "password1": PASSWORD, "password2": PASSWORD},
        HTTP_HOST=host,
    )
    links = [
        value
        for message in Message.objects.all()
        for value in message.context.values()
        if isinstance(value, str) and value.startswith("http")
    ]
    assert len(links) == 3
    assert all(link.startswith(f"{settings.PORTAL_BASE_URL}/") for link in links)
