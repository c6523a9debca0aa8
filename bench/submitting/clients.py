"""Eight people who press a button at the same time, over HTTP on loopback."""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

CLIENTS = 8
TOKEN = "b" * 32  # any secret will do as long as cookie and form agree


@dataclass(frozen=True)
class Press:
    """One POST, and where it must lead; `page` is the one with the button."""

    path: str
    typed: dict[str, str]
    leads_to: str
    csrf: str
    cookies: dict[str, str] = field(default_factory=dict)
    page: str = "/"


def seconds_for(port: int, presses: Sequence[Press]) -> float:
    """Return how long eight clients take for all of them, one after the other each.

    Raises RuntimeError when one leads somewhere else.
    """
    shares = [presses[number::CLIENTS] for number in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        began = time.perf_counter()
        list(pool.map(lambda share: _press_all(port, share), shares))
        return time.perf_counter() - began


def look_at(port: int, presses: Sequence[Press]) -> None:
    """Open the page with each button, as whoever presses it. Raises RuntimeError when one does not open."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for press in presses:
        connection.request("GET", press.page, headers={"Cookie": _cookie(press.cookies)})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{press.page}: {answer.status} {body[:400]!r}")
    connection.close()


def _cookie(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _press_all(port: int, presses: Sequence[Press]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for press in presses:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": _cookie({press.csrf: TOKEN, **press.cookies}),
        }
        connection.request("POST", press.path, urlencode({"csrfmiddlewaretoken": TOKEN, **press.typed}), headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 302 or answer.headers["Location"] != press.leads_to:
            raise RuntimeError(f"{press.path}: {answer.status} {answer.headers['Location']} {body[:400]!r}")
    connection.close()
