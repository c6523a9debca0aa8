"""A visitor's browser in a sandbox: each request is rolled back, so that the world is the same for the next."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.signals import got_request_exception
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.test import Client

from tests.crawler.decoding import readable
from tests.crawler.visitors import Visitor
from tests.crawler.writes import Write, forget_writes, written

SITE = "testserver"
FOLLOWED = 3
KNOWN_FOR = 50  # seconds


@dataclass
class Answer:
    """What came back, at the end of the redirects that were followed, with all that was said on the way."""

    method: str
    url: str
    status: int = 0
    first_status: int = 0
    text: str = ""  # bodies, headers and cookies of all answers on the way
    page: str = ""  # the last body
    location: str = ""
    ended_at: str = ""  # the address of the last of them
    content_type: str = ""
    raised: str = ""
    writes: list[Write] = field(default_factory=list)
    responses: list[Any] = field(default_factory=list)

    def let_go(self) -> None:
        """Forget what was looked at: a request with all that hangs on it is large, and pages are kept for long."""
        self.responses.clear()
        self.text = self.page if self.is_page else ""

    @property
    def is_page(self) -> bool:
        """Whether it is a page with links and forms."""
        return self.status == 200 and self.content_type.startswith("text/html")


class Browser:
    """Asks as one visitor."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.client: Client = visitor.browser()
        self.client.raise_request_exception = False
        self._known_until = 0.0

    def _be_known(self) -> None:
        """Let the session be noted as in use, for a minute, rather than by each request that is rolled back."""
        if time.monotonic() > self._known_until:
            self.client.get("/healthz/live")
            forget_writes()  # those of making the visitor and signing in too
            self._known_until = time.monotonic() + KNOWN_FOR

    def get(self, url: str) -> Answer:
        """Ask for a page."""
        return self.ask("GET", url)

    def post(self, url: str, data: Any, **options: Any) -> Answer:
        """Send a form."""
        return self.ask("POST", url, data, **options)

    def ask(self, method: str, url: str, data: Any = None, **options: Any) -> Answer:
        """Send one request and follow its redirects within the site."""
        self._be_known()
        answer = Answer(method, url)
        with self._sandbox(), _errors() as raised:
            response = self._send(answer, method, url, data, options)
            answer.first_status = response.status_code
            for _step in range(FOLLOWED):
                goes_to = response.headers.get("Location", "")
                if not goes_to or urlsplit(goes_to).netloc not in ("", SITE):
                    break
                answer.location = answer.location or goes_to
                url = urljoin(url, goes_to)
                response = self._send(answer, "GET", url, None, {})
            answer.status, answer.ended_at = response.status_code, url
            answer.content_type = response.headers.get("Content-Type", "")
            answer.writes = self._written(answer)
            answer.raised = answer.raised or "\n".join(raised)
        return answer

    def _send(self, answer: Answer, method: str, url: str, data: Any, options: dict[str, Any]) -> Any:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        response = self.client.get(path) if method == "GET" else self.client.post(path, data, **options)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        answer.page = readable(content)
        said = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        cookies = "\n".join(morsel.OutputString() for name, morsel in response.cookies.items() if name == "messages")
        answer.text += f"{said}\n{cookies}\n{answer.page}\n"
        answer.responses.append(response)
        return response

    def _written(self, answer: Answer) -> list[Write]:
        writes = written()
        if writes:
            try:
                with transaction.atomic():
                    connection.check_constraints()
            except DatabaseError as error:
                answer.raised = f"at the end of the transaction: {error}"
        return writes

    @contextmanager
    def _sandbox(self) -> Iterator[None]:
        cookies = deepcopy(self.client.cookies)
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined]
        with block:
            yield
            transaction.set_rollback(True)
        self.client.cookies = cookies


class _Kept(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one; that a question was refused, or that a service is away, is no error of ours."""
        if not record.name.startswith(("django.security", "django.request", "django_structlog")):
            self.said.append(f"logged: {record.getMessage()}")


@contextmanager
def _errors() -> Iterator[list[str]]:
    """Collect what views raised, and what was logged as an error; the rest of the log is left out, for speed."""
    kept = _Kept()
    raised = kept.said
    logging.getLogger().addHandler(kept)
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)

    def keep(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
        raised.append("".join(traceback.format_exc(limit=-4)))

    got_request_exception.connect(keep)
    try:
        yield raised
    finally:
        got_request_exception.disconnect(keep)
        logging.disable(before)
        logging.getLogger().removeHandler(kept)
