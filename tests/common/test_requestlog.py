"""The log says which page was asked for, and neither what was searched nor what opens an account."""

from typing import Any

import pytest
from django.test import Client

from portal.common.requestlog import shown_path
from tests.factories import OfficeFactory
from tests.staff import posted, staff_browser


@pytest.mark.django_db
def test_searches_and_keys_of_links_are_not_in_the_log(caplog: Any) -> None:
    staff_browser(posted(OfficeFactory())).get("/admin/applications/application/?q=Huong")
    Client().get("/accounts/confirm-email/NzI:1vSecret:keyOfALink/")
    Client().get("/accounts/password/reset/key/1f-secretkeyofareset/")
    logged = "\n".join(str(record.msg) for record in caplog.records)
    assert "GET /admin/applications/application/" in logged
    assert "GET /accounts/password/reset/key/" in logged
    for secret in ("Huong", "Secret", "secretkeyofareset"):
        assert secret not in logged


@pytest.mark.django_db
def test_a_request_is_one_line_with_an_address_that_its_reader_cannot_choose(caplog: Any) -> None:
    Client().get("/", headers={"X-Forwarded-For": "203.0.113.99"}, REMOTE_ADDR="198.51.100.7")
    (line,) = [record.msg for record in caplog.records if "GET /" in str(record.msg)]
    assert (line["event"], line["code"], line["ip"]) == ("request_finished", 200, "198.51.100.7")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/accounts/confirm-email/a:b:c/", "/accounts/confirm-email/…/"),
        ("/accounts/password/reset/key/1f-abc-def/", "/accounts/password/reset/key/…-…/"),
        ("/admin/applications/application/40/change/", "/admin/applications/application/40/change/"),
        ("/applications/GJPD328B953/passport/", "/applications/GJPD328B953/passport/"),
        ("/no/such/page", "/no/such/page"),
        ("/alerts/", "/alerts/"),
        ("/alerts/asked/", "/alerts/asked/"),
        ("/alerts/confirm/abc-def/", "/alerts/confirm/…/"),
        ("/alerts/stop/abc-def/", "/alerts/stop/…/"),
        # Cut short, or with something behind it, a link is still a key.
        ("/letters/abc-def", "/letters/…"),
        ("/letters/abc-def/declin", "/letters/…"),
        ("/alerts/stop/abc-def/x", "/alerts/…"),
    ],
)
def test_a_path_is_shown_without_its_secret_parts(path: str, shown: str) -> None:
    assert shown_path(path) == shown


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_methods_that_no_page_answers_are_refused_everywhere(db: None, method: str) -> None:
    for path in ("/", "/admin/", "/healthz/live", "/accounts/login/"):
        answer = Client().generic(method, path)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")
