"""What a line of the log looks like: one line each, its time in UTC, and nothing that was typed opens another."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from portal.common.logs import logging_config
from portal.urls import urlpatterns as portal_urls

PLANTED = 'Anna\n{"event": "accounts.signed_in", "user_id": 1}\r\n\x1b[2J\u2028'


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What our handler writes during the test, as the product sets it up."""
    formatter = logging_config("INFO")["formatters"]["json"].copy()
    made = formatter.pop("()")(**formatter)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(made)
    logger = logging.getLogger("portal.test_logs")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


def test_what_was_typed_stays_within_its_line(written: io.StringIO) -> None:
    logging.getLogger("portal.test_logs").warning("refused %s", PLANTED)
    (line,) = written.getvalue().splitlines()
    entry = json.loads(line)
    assert entry["event"] == f"refused {PLANTED}"
    assert line.isascii()


def test_each_line_says_when_in_utc_how_bad_and_where(written: io.StringIO) -> None:
    before = datetime.now(UTC)
    logging.getLogger("portal.test_logs").error("away")
    entry = json.loads(written.getvalue())
    assert entry["level"] == "error"
    assert entry["logger"] == "portal.test_logs"
    assert entry["timestamp"].endswith("Z")
    assert before <= datetime.fromisoformat(entry["timestamp"]) <= datetime.now(UTC)


def test_an_error_nobody_foresaw_is_written_with_where_it_came_from(written: io.StringIO) -> None:
    try:
        raise RuntimeError("a wheel came off")
    except RuntimeError:
        logging.getLogger("portal.test_logs").exception("broken")
    (line,) = written.getvalue().splitlines()
    assert "a wheel came off" in json.loads(line)["exception"]
    assert "test_logs.py" in json.loads(line)["exception"]


@pytest.mark.parametrize(
    ("said", "written_as"),
    [
        ("Unprocessable Entity: /letters/abc-def/", "Unprocessable Entity: /letters/…/"),
        ("Forbidden (CSRF cookie not set.): /letters/abc-def/decline/", "/letters/…/decline/"),
        ("Gone: /letters/abc-def", "Gone: /letters/…"),
        ("sent to https://portal.example/alerts/stop/abc-def/?x=1 once", "https://portal.example/alerts/stop/…/?x=1 "),
        ("Not Found: /admin/files/storedfile/40/", "Not Found: /admin/files/storedfile/40/"),
    ],
)
def test_no_line_of_any_logger_holds_the_secret_of_a_link(written: io.StringIO, said: str, written_as: str) -> None:
    logging.getLogger("portal.test_logs").warning("%s", said)
    assert written_as in json.loads(written.getvalue())["event"]
    assert "abc-def" not in written.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["letters/{}/", "letters/{}/decline/x", "alerts/confirm/{}/"])
def test_what_django_says_of_a_refused_page_names_no_secret(written: io.StringIO, path: str) -> None:
    token = "kept-nowhere-0123456789-kept-nowhere-0123456"
    handler = logging.getLogger("portal.test_logs").handlers[0]
    loggers = [logging.getLogger(name) for name in ("django.request", "django.security.csrf")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        Client().get(f"/{path.format(token)}")
        Client(enforce_csrf_checks=True).post(f"/{path.format(token)}")
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    assert len(written.getvalue().splitlines()) >= 1
    assert token not in written.getvalue()


def breaks(request: HttpRequest) -> HttpResponse:
    """A page with a mistake in it."""
    raise RuntimeError("a wheel came off")


urlpatterns = [*portal_urls, path("breaks/", breaks)]
handler500 = "portal.common.failures.server_error"


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_the_page_for_a_mistake_tells_an_id_and_no_more_and_the_log_tells_the_rest_under_it(
    written: io.StringIO,
) -> None:
    handler = logging.getLogger("portal.test_logs").handlers[0]
    logging.getLogger("django.request").addHandler(handler)
    try:
        page = Client(raise_request_exception=False).get("/breaks/")
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    entry = next(found for line in written.getvalue().splitlines() if (found := json.loads(line))["level"] == "error")
    assert "a wheel came off" in entry["exception"]
    assert page.status_code == 500
    html = page.content.decode()
    assert entry["request_id"] in html
    for inner in ("a wheel came off", "Traceback", "RuntimeError", "test_logs.py"):
        assert inner not in html
