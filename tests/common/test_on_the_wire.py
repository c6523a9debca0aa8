"""Requests as no browser writes them, sent to the running web server byte by byte."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from tests.live import LivePortal, LivePortals


@pytest.fixture(scope="module")
def site(live_portals: LivePortals) -> Iterator[LivePortal]:
    """A portal of which only the web server runs."""
    portal = live_portals.make((), {})
    portal.start("web")
    portal.wait_healthy("/healthz/ready")
    yield portal
    live_portals.discard(portal)


def answers(site: LivePortal, *requests: bytes) -> list[bytes]:
    """Send these over one connection, each after the answer before it; return the status of each answer that came."""
    found: list[bytes] = []
    with socket.create_connection(("127.0.0.1", site.web.port or 0), timeout=20) as connection:
        for request in requests:
            try:
                connection.sendall(request)
                received = connection.recv(65536)
            except (ConnectionResetError, BrokenPipeError):
                break
            if not received:
                break
            found.append(received.split()[1])
            time.sleep(0.2)  # what else belongs to this answer
            connection.setblocking(False)
            with contextlib.suppress(BlockingIOError, ConnectionResetError):
                while connection.recv(65536):
                    pass
            connection.settimeout(20)
    return found


HONEST = b"GET /healthz/live HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "lines",
    [
        [b"Content-Length: 4", b"Transfer-Encoding: chunked"],
        [b"Transfer-Encoding: chunked", b"Content-Length: 4"],
        [b"Content-Length: 0", b"Content-Length: %d" % len(HONEST)],
        [b"Content-Length: +5"],
        [b"Content-Length: 5, 0"],
        [b"Transfer-Encoding: xchunked"],
        [b"Transfer-Encoding: chunked, identity"],
        [b"Transfer-Encoding : chunked"],
        [b"Transfer_Encoding: chunked", b"Content-Length: x"],
    ],
    ids=lambda lines: " + ".join(line.decode()[:30] for line in lines),
)
def test_two_readings_of_where_a_request_ends_are_refused_and_end_the_connection(
    site: LivePortal, lines: list[bytes]
) -> None:
    head = b"\r\n".join([b"POST /language/ HTTP/1.1", b"Host: localhost", *lines, b"", b""])
    found = answers(site, head + b"0\r\n\r\n" + HONEST, HONEST)
    assert len(found) == 1
    assert found[0] in (b"400", b"501")


def test_an_honest_request_is_answered_and_one_behind_it_on_the_same_connection_is_not(site: LivePortal) -> None:
    """So nothing that is smuggled in behind a request is ever read as one; a proxy opens a connection for each."""
    assert answers(site, HONEST) == [b"200"]
    assert answers(site, HONEST + HONEST, HONEST) == [b"200"]


@pytest.mark.parametrize("method", ["TRACE", "TRACK"])
@pytest.mark.parametrize("path", ["/", "/static/css/base.css", "/healthz/live"])
def test_nothing_that_was_sent_comes_back(site: LivePortal, method: str, path: str) -> None:
    raw = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-Told: a-secret-of-the-proxy\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.web.port or 0), timeout=20) as connection:
        connection.sendall(raw.encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 ")
    assert b"a-secret-of-the-proxy" not in received


@pytest.mark.parametrize(
    ("path", "kind"), [("/static/css/base.css", "text/css"), ("/static/js/page.js", "text/javascript")]
)
def test_a_static_file_says_what_it_is_and_in_which_characters(site: LivePortal, path: str, kind: str) -> None:
    raw = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.web.port or 0), timeout=20) as connection:
        connection.sendall(raw.encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head = received.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    assert f'content-type: {kind}; charset="utf-8"' in head
    assert "x-content-type-options: nosniff" in head


@pytest.mark.parametrize("value", ["en\r\nX-Told: yes", "en\nX-Told: yes", "en\rX-Told: yes"])
def test_a_line_break_in_what_is_sent_opens_no_header_in_the_answer(site: LivePortal, value: str) -> None:
    raw = f"GET /?next={value} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.web.port or 0), timeout=20) as connection:
        connection.sendall(raw.encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"\r\nx-told:" not in received.partition(b"\r\n\r\n")[0].lower()
