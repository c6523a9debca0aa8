"""The running site under production settings, as a proxy with TLS would ask it: headers, hosts, cookies."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest

from portal.dev.commands.check import PRODUCTION
from tests.headers import cookie_problems, problems
from tests.live import LivePortal, LivePortals

HOST = "apply.example.org"


@pytest.fixture(scope="module")
def production(live_portals: LivePortals, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortal]:
    """The site as production runs it, behind a proxy that ends TLS."""
    variables = {
        **{name: value for name, value in PRODUCTION.items() if name != "EMAIL_URL"},
        "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
        "STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
        "BEHIND_TLS_PROXY": "1",
    }
    portal = live_portals.make((), variables)
    portal.start("web")
    portal.wait_healthy("/healthz/ready")
    yield portal
    live_portals.discard(portal)


class Answer:
    """A response as it came over the wire."""

    def __init__(self, raw: bytes) -> None:
        head, _blank, self.body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1])
        self.pairs = [(name, value.strip()) for name, _colon, value in (line.partition(":") for line in lines)]
        self.headers = dict(self.pairs)

    @property
    def cookies(self) -> SimpleCookie:
        """What it sets."""
        cookies: SimpleCookie = SimpleCookie()
        for name, value in self.pairs:
            if name.lower() == "set-cookie":
                cookies.load(value)
        return cookies


def ask(portal: LivePortal, target: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """Send a request as it stands, whatever the target; header names with _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    if body:
        lines += [f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded"]
    with socket.create_connection(("127.0.0.1", portal.web.port or 0), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body)
        raw = b""
        while chunk := connection.recv(65536):
            raw += chunk
    return Answer(raw)


def from_the_proxy(portal: LivePortal, target: str, **more: str) -> Answer:
    return ask(portal, target, **{"Host": HOST, "X_Forwarded_Proto": "https", **more})


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/", 200),
        ("/accounts/login/", 200),
        ("/accounts/login", 301),
        ("/admin/", 302),
        ("/healthz/live", 200),
        ("/healthz/work", 503),
        ("/no-such-page/", 404),
        ("/static/no-such-file.css", 404),
        ("/?q=%00", 400),
    ],
)
def test_every_kind_of_answer_carries_the_headers(production: LivePortal, target: str, status: int) -> None:
    answer = from_the_proxy(production, target)
    assert answer.status == status
    assert problems(answer.headers, https=True) == []
    assert cookie_problems(answer.cookies, production=True) == []


def test_static_files_carry_them_too(production: LivePortal) -> None:
    page = from_the_proxy(production, "/accounts/login/").body.decode()
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert {name.rsplit(".", 1)[-1] for name in found} == {"css", "js", "svg"}
    for target in found:
        answer = from_the_proxy(production, target)
        assert (answer.status, problems(answer.headers, https=True)) == (200, []), target
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_refused_host_carries_them_too(production: LivePortal) -> None:
    answer = from_the_proxy(production, "/", Host="evil.example")
    assert answer.status == 400
    assert problems(answer.headers, https=True) == []
    assert b"evil.example" not in answer.body


def test_a_page_that_breaks_carries_them_too(production: LivePortal) -> None:
    production.query("ALTER TABLE programs_call RENAME TO programs_call_away")
    try:
        answer = from_the_proxy(production, "/")
    finally:
        production.query("ALTER TABLE programs_call_away RENAME TO programs_call")
    assert answer.status == 500
    assert problems(answer.headers, https=True) == []
    assert b"Traceback" not in answer.body
    assert b"programs_call" not in answer.body


def test_methods_and_bodies_that_are_not_taken_carry_them_too(production: LivePortal) -> None:
    through_tls = {"Host": HOST, "X_Forwarded_Proto": "https"}
    for answer, status in (
        (ask(production, "/accounts/sessions/1/end/", **through_tls), {302, 405}),
        (ask(production, "/admin/logout/", **through_tls), {302, 405}),
        (ask(production, "/accounts/login/", "POST", b"login=a", **through_tls), {403}),
        (ask(production, "/accounts/login/", "POST", b"a=" + b"b" * 3_000_000, **through_tls), {400, 403}),
    ):
        assert answer.status in status
        assert problems(answer.headers, https=True) == []


def test_plain_http_is_led_to_https_on_the_same_host(production: LivePortal) -> None:
    answer = ask(production, "/accounts/login/?next=//evil.example/", Host=HOST)
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/accounts/login/?next=//evil.example/")
    assert problems(answer.headers) == []


def test_cookies_are_bound_to_this_host_and_to_tls(production: LivePortal) -> None:
    cookies = from_the_proxy(production, "/accounts/login/").cookies
    assert set(cookies) == {"__Host-csrf"}
    assert cookies["__Host-csrf"]["secure"]
    assert cookies["__Host-csrf"]["httponly"]


# --- hosts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"{HOST}.evil.example",
        f"evil.example:{443}",
        f"x@{HOST}",
        f"{HOST}/..",
        "",
        f"{HOST},evil.example",
    ],
)
def test_a_host_that_is_not_ours_is_refused(production: LivePortal, host: str) -> None:
    assert from_the_proxy(production, "/accounts/login/", Host=host).status == 400


@pytest.mark.parametrize("name", ["X_Forwarded_Host", "X_Host", "X_Original_Host", "Forwarded", "X_HTTP_Host_Override"])
def test_other_headers_that_name_a_host_say_nothing(production: LivePortal, name: str) -> None:
    forged = from_the_proxy(production, "/accounts/password/reset/", **{name: "host=evil.example"})
    assert forged.status == 200
    assert b"evil.example" not in forged.body
    moved = from_the_proxy(production, "/accounts/login", **{name: "evil.example"})
    assert "evil.example" not in moved.headers["Location"]


def test_a_target_that_is_a_whole_address_leads_nowhere_else(production: LivePortal) -> None:
    answer = from_the_proxy(production, "https://evil.example/accounts/login")
    assert answer.status in (301, 400, 404)
    assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "target", ["//evil.example/accounts/login", "//evil.example/%2f..", "///evil.example", "/\\evil.example"]
)
def test_a_missing_slash_is_never_added_on_another_host(production: LivePortal, target: str) -> None:
    location = from_the_proxy(production, target).headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_two_host_lines_are_refused(production: LivePortal) -> None:
    port = production.web.port or 0
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(
            f"GET / HTTP/1.1\r\nHost: {HOST}\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode()
        )
        assert connection.recv(64).split()[1] in (b"400", b"301")
