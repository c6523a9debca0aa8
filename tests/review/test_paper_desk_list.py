"""The list of entries on the desk: its cost does not grow with it, and nothing of it is left out unsaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.review.admin.paper import start
from applications.services.paper.beginning import state_arrival
from programs.models import Call
from tests.applications.paper.papers import begun, officer, yesterday
from tests.review.test_paper_pages import DESK, text_of
from tests.staff import staff_browser

pytestmark = pytest.mark.django_db


def test_the_list_asks_as_often_for_twenty_entries_as_for_one(call: Call, django_assert_num_queries: Any) -> None:
    user = officer(call)
    begun(call, user, full_name="Somebody 1")
    browser = staff_browser(user)
    browser.get(DESK)
    with CaptureQueriesContext(connection) as of_one:
        browser.get(DESK)
    for number in range(2, 21):
        begun(call, officer(call), full_name=f"Somebody {number}")
    with django_assert_num_queries(len(of_one)):
        page = text_of(browser.get(DESK))
    assert "Somebody 1<" in page
    assert "Somebody 20<" in page


def test_the_list_shows_the_arrival_that_counts(call: Call) -> None:
    user = officer(call)
    application = begun(call, user)
    state_arrival(application, replace(yesterday(call), at=time(9, 15)), user=user)
    assert "at 09:15" in text_of(staff_browser(user).get(DESK))


def test_a_list_longer_than_a_page_leads_on(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "PER_PAGE", 2)
    user = officer(call)
    for number in range(1, 4):
        begun(call, user, full_name=f"Somebody {number}")
    browser = staff_browser(user)
    first = text_of(browser.get(DESK))
    assert "Somebody 1<" not in first
    assert "Page 1 of 2" in first
    assert "page=2" in first
    assert "Somebody 1<" in text_of(browser.get(DESK, {"page": "2"}))
    assert browser.get(DESK, {"page": "nonsense"}).status_code == 200
