"""The desk's list, the claim letter, and answers on paper, in Chromium: on a phone and on a desk."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest
from playwright.sync_api import Page

from applications.requests.states import Kind
from applications.review.admin.paper import start
from tests.applications.paper.papers import begun, handed_in, officer
from tests.calls import open_call
from tests.look.browsing import Scheme, wrong_with
from tests.requests.test_asking_applicants import ask, staff_page
from tests.review.test_paper_pages import DESK, place
from tests.staff import staff_browser

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
# Set to a folder to look at the pages.
PICTURES = os.environ.get("SCREENSHOTS")


def all_pages() -> dict[str, str]:
    """Return the pages as a clerk meets them. Makes rows."""
    call = open_call()
    clerk = officer(call)
    application = handed_in(call, clerk)
    desk, request = staff_browser(clerk), ask(application, clerk, Kind.DOCUMENT, title="Grades of 2025")
    for number in range(3):
        begun(call, clerk, full_name=f"Wolfeschlegelsteinhausenbergerdorff {number}")
    with patch.object(start, "PER_PAGE", 2):
        pages = {"/desk": desk.get(DESK)}
    refused = {"expected_version": request.version, "text": "They come by post."}
    pages |= {
        "/claim": desk.get(place(application, "claim")),
        "/ask": desk.get(place(application, "ask")),
        "/request": desk.get(staff_page(request)),
        "/request/refused": desk.post(staff_page(request, "file-document"), refused),
    }
    return {path: answer.content.decode() for path, answer in pages.items()}


PAGES = all_pages


@pytest.mark.django_db  # without one test so marked, this module alone would get no database
def test_the_form_carries_a_file(pages: dict[str, str]) -> None:
    assert 'enctype="multipart/form-data"' in pages["/request"]


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_accessible_and_fits(
    page: Page, site: str, pages: dict[str, str], width: int, scheme: Scheme
) -> None:
    # Pictures of documents are not served here; the staff site's own small targets stay.
    found = wrong_with(
        page, site, pages, width=width, scheme=scheme, targets=lambda page: [], heard="Content Security Policy"
    )
    assert found == {}
    for path in pages if PICTURES else ():
        page.goto(site + path)
        page.screenshot(path=Path(str(PICTURES)) / f"paper{path.replace('/', '-')}-{width}.png", full_page=True)
