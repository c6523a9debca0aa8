"""Requests as gunicorn hands them over, for what no client of Django's would send."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory

from portal.wsgi import application

TOKEN = "a" * 32


def answer(
    method: str,
    path: str,
    body: bytes = b"",
    kind: str = "application/x-www-form-urlencoded",
    *,
    length: int | None = None,
    web: Client | None = None,
    call: Any = application,
    **environ: str,
) -> tuple[str, str]:
    """Return status and page. `length` is what the request announces, where its body is shorter than that.

    The token of forms goes along, and the session of `web`.
    """
    path, _mark, query = path.partition("?")
    cookies = {settings.CSRF_COOKIE_NAME: TOKEN}
    if web is not None:
        cookies[settings.SESSION_COOKIE_NAME] = web.cookies[settings.SESSION_COOKIE_NAME].value
    given = {
        **RequestFactory()._base_environ(PATH_INFO=path, REQUEST_METHOD=method, QUERY_STRING=query),
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "HTTP_X_CSRFTOKEN": TOKEN,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body) if length is None else length),
        "wsgi.input": io.BytesIO(body),
        **environ,
    }
    said: list[str] = []
    with _connection_kept():
        pieces = call(given, lambda status, headers: said.append(status))
        page = b"".join(pieces).decode()
        pieces.close()
    return said[0], page


@contextmanager
def _connection_kept() -> Iterator[None]:
    """A web process may close its connection around a request; that of a test is in the middle of a transaction."""
    signals = (request_started, request_finished)
    connected = [signal.disconnect(close_old_connections) for signal in signals]
    try:
        yield
    finally:
        for signal, was in zip(signals, connected, strict=True):
            if was:
                signal.connect(close_old_connections)


def multipart(fields: dict[str, str], *, file: bytes | None = None, name: str = "file") -> tuple[bytes, str]:
    """Return a body as a browser sends it with a file, and its kind."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    if file is not None:
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="a.jpg"\r\nContent-Type: image/jpeg'
        parts.append(head.encode() + b"\r\n\r\n" + file + b"\r\n")
    return b"".join([*parts, b"--x--\r\n"]), "multipart/form-data; boundary=x"
