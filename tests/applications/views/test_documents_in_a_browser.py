"""What the script of the documents' page says in Chromium: what became of a file, and why one was not taken."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Request, Route, expect

from tests import scenarios
from tests.calls import open_call
from tests.files.samples import jpeg

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")


def waiting_and_told_to_wait() -> dict[str, str]:
    """A file that is being checked, and a page that refuses something."""
    draft = scenarios.draft(open_call())
    web = Client()
    web.force_login(draft.person.user)
    web.post(
        reverse("application_upload", args=[draft.reference, "passport_copy"]),
        {"file": scenarios.photo("passport.jpg")},
    )
    page = web.get(reverse("application_documents", args=[draft.reference])).content.decode()
    return {"/documents": page, "/refused": web.get("/no-such-page/").content.decode()}


PAGES = waiting_and_told_to_wait


def test_what_became_of_the_check_is_said_and_a_broken_connection_ends_nothing(
    page: Page, site: str, pages: dict[str, str]
) -> None:
    page.goto(f"{site}/documents")
    state = page.locator("#state-passport_copy")
    expect(state).to_contain_text("Being checked")
    asked: list[str] = []

    def answer(route: Route, request: Request) -> None:
        asked.append(request.method)
        if len(asked) == 1:
            route.abort()
            return
        refused = pages["/documents"].replace("Being checked", "Refused").replace(" data-waiting", "")
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=refused)

    page.route("**/documents", answer)
    expect(state).to_contain_text("Refused", timeout=15_000)
    spoken = page.locator("#messages")
    expect(spoken).to_have_attribute("aria-live", "polite")
    expect(spoken.locator("p").last).to_contain_text(": Refused")
    page.wait_for_timeout(3500)
    assert asked == ["GET", "GET"], "once nothing waits, nobody asks again"


@pytest.mark.parametrize("status", [403, 429])
def test_why_a_file_was_not_taken_is_shown_as_the_page_says_it(
    page: Page, site: str, pages: dict[str, str], status: int
) -> None:
    page.goto(f"{site}/documents")
    page.route(
        "**/applications/**",
        lambda route: route.fulfill(status=status, content_type="text/html", body=pages["/refused"]),
    )
    page.locator("input[type=file]").first.set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    )
    page.locator("form[data-upload] button").first.click()
    expect(page.locator("main h1")).to_be_focused()
    expect(page.get_by_text("The connection broke")).to_have_count(0)
