"""Every error page in Chromium, for strangers and for people signed in: accessible, narrow enough, nothing blocked."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page

from portal.accounts.models import User
from portal.common import failures
from tests.factories import PersonFactory
from tests.look.browsing import Scheme, wrong_with

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
ROOT = Path(__file__).parents[2] / "templates"
REASON = "Only a coordinator of the Embassy of Japan in Belgium may freeze the list of MIRAI 2026/27."


def all_pages() -> dict[str, str]:
    """Return each error page by its template: as the site answers it, and made of nothing, as when all else fails."""
    pages = {}
    for who, user in (("stranger", AnonymousUser()), ("signed-in", PersonFactory().user)):
        request = _request(user)
        answers = {
            "400": failures.bad_request(request, BadRequest("The address holds a character that is not text.")),
            "403": failures.forbidden(request, PermissionDenied(REASON)),
            "403_csrf": failures.csrf_failure(request),
            "404": failures.not_found(request, Http404()),
            "429": render(request, "429.html", {"request_id": "c0ffee"}),
            "500": failures.server_error(request),
        }
        pages |= {f"/{who}/{name}": answer.content.decode() for name, answer in answers.items()}
    return pages | {f"/nothing/{path.stem}": render_to_string(path.name) for path in _templates()}


def _request(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/applications/")
    request.user = user
    return request


def _templates() -> list[Path]:
    return [path for path in ROOT.glob("*.html") if path.stem[:3].isdigit()]


PAGES = all_pages


@pytest.mark.django_db
def test_there_is_no_error_page_that_is_not_looked_at(pages: dict[str, str]) -> None:
    names = {path.stem for path in _templates()}
    assert {path.rsplit("/", 1)[1] for path in pages} == names
    assert len(pages) == 3 * len(names)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_error_page_is_accessible(
    page: Page, site: str, pages: dict[str, str], width: int, scheme: Scheme
) -> None:
    assert wrong_with(page, site, pages, width=width, scheme=scheme) == {}
