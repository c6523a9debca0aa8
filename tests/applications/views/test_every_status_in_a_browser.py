"""The applicant's page in each status there is, in Chromium: accessible, narrow enough, nothing blocked."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from applications.models import Application
from applications.states import Status
from programs.models import Call
from tests import scenarios
from tests.calls import open_call
from tests.look.browsing import Scheme, wrong_with
from tests.scenarios import MEETS_ALL

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
# What the rules must find, where they decide.
FACTS = {Status.NEEDS_CHECK: {"english_ok": False}, Status.NOT_ELIGIBLE: {"nationalities": ["FR"]}}


def all_pages() -> dict[str, str]:
    """Return the page of one application in every status, and the list of an applicant for each. Writes rows."""
    call = open_call()
    pages = {}
    for status in Status:
        application = _in(status, call)
        client = Client()
        client.force_login(application.person.user)
        answer = client.get(reverse("application", args=[application.reference]))
        assert answer.status_code == 200, status
        pages[f"/{status}"] = answer.content.decode()
        pages[f"/{status}/list"] = client.get(reverse("application_list")).content.decode()
    return pages


def _in(status: Status, call: Call) -> Application:
    if status in (Status.DRAFT, Status.CLOSED):
        return scenarios.moved_to(scenarios.draft(call), status)
    return scenarios.moved_to(scenarios.submitted(call, facts={**MEETS_ALL, **FACTS.get(status, {})}), status)


PAGES = all_pages


@pytest.mark.django_db
def test_each_status_is_said_on_its_page_and_in_the_list(pages: dict[str, str]) -> None:
    for status in set(Status) - {Status.DRAFT}:  # a draft's page is the list of its parts
        (line,) = re.findall(r'<p class="status-line">(.*?)</p>', pages[f"/{status}"], re.S)
        said = re.findall(r"<span>([^<]+)</span>", line)[-1]
        assert said in pages[f"/{status}/list"], status


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_page_is_accessible_in_every_status(
    page: Page, site: str, pages: dict[str, str], width: int, scheme: Scheme
) -> None:
    assert wrong_with(page, site, pages, width=width, scheme=scheme) == {}
