"""The public pages in Chromium: accessible, narrow enough for a phone, nothing blocked by our own policy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Page

from portal.common import clock
from programs.models import Call, Round
from programs.services.calls import announce, create_call
from tests.calls import THEMES, open_call
from tests.look.browsing import HEAVIEST, Scheme, out_of_sight, wider_than_the_window, wrong_with
from tests.programs.alerts.asked import asked as alert_asked
from tests.programs.views.test_check import MEETS_ALL

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")


def ended_call(beside: Call) -> Call:
    """A call of the other programme at the same office, over since yesterday."""
    now = clock.now()
    call = create_call(
        office=beside.office,
        round=Round.objects.get(slug="mext-research-2027"),
        slug="mext-research-2027-belgium",
        opens_local=f"{now - timedelta(days=30):%Y-%m-%dT09:00}",
        closes_local=f"{now - timedelta(days=1):%Y-%m-%dT09:00}",
        themes=THEMES[:1],
    )
    announce(call, actor=None)
    return call


def all_pages() -> dict[str, str]:
    """Each public page: empty, filled, with a result and with errors."""
    client = Client()
    empty = {
        "/none/": client.get("/"),
        "/none/programs/": client.get("/programs/"),
        "/none/alumni/": client.get("/alumni/"),
    }
    call = open_call()
    ended = ended_call(call)
    check = f"/calls/{call.slug}/eligibility/"
    shown = {
        path: client.get(path)
        for path in (
            "/",
            "/programs/",
            "/programs/mirai/",
            "/programs/mext-research/",
            "/offices/",
            "/offices/emb-be-brussels/",
            "/offices/emb-ca-ottawa/",
            "/alerts/",
            "/alerts/asked/",
            "/alerts/confirm/no-such-link/",
            "/alerts/stop/no-such-link/",
            f"/calls/{call.slug}/",
            f"/calls/{ended.slug}/",
            f"/calls/{ended.slug}/eligibility/",
            check,
        )
    }
    answered = {
        "/met/": client.post(check, MEETS_ALL),
        "/not-met/": client.post(check, {**MEETS_ALL, "nationalities": ["FI"], "english_ok": "no"}),
        "/open/": client.post(check, {}),
        "/wrong/": client.post(check, {**MEETS_ALL, "birth_date_day": "40", "japan_residence_months_total": "x"}),
    }
    asked = {
        "/narrowed/": client.get("/?country=SE"),
        "/narrowed/programs/": client.get("/programs/?country=BE"),
        "/yours/": client.get("/offices/?nationality=BE&residence=FR"),
        "/found/": client.get("/offices/?q=helsinki"),
        "/not-found/": client.get("/offices/?q=zzzz"),
        "/wrong-country/": client.get("/offices/?nationality=QQ&residence="),
        "/wrong-alert/": client.post("/alerts/", {"email": "nothing"}),
        "/confirm/": client.get(alert_asked(country="BE")),
    }
    return {path: response.content.decode() for path, response in {**empty, **shown, **answered, **asked}.items()}


PAGES = all_pages


@pytest.mark.django_db  # the one that makes sure of a test database when this file runs alone
def test_the_pages_to_look_at_are_all_there(pages: dict[str, str]) -> None:
    assert len(pages) == 30


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_accessible(page: Page, site: str, pages: dict[str, str], width: int, scheme: Scheme) -> None:
    assert wrong_with(page, site, pages, width=width, scheme=scheme, heaviest=HEAVIEST) == {}


def test_the_error_summary_takes_the_focus_and_leads_to_the_control(page: Page, site: str) -> None:
    page.goto(f"{site}/wrong/")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.name") == "birth_date_day"
    assert page.input_value("[name=birth_date_day]") == "40"


@pytest.mark.parametrize("path", ["/", "/programs/mirai/", "/wrong/", "/not-met/", "/yours/", "/wrong-alert/"])
def test_at_400_percent_nothing_is_lost_and_the_focus_is_seen(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(site + path)
    assert wider_than_the_window(page) == 0
    assert out_of_sight(page) == []
