"""Repeated entries on the desk's pages open where the button was pressed, as they do for applicants."""

from __future__ import annotations

import pytest

from applications.queries import definition_of
from programs.models import Call
from tests.applications.paper.papers import begun, officer
from tests.applications.views.test_entries import BEFORE, HOLIDAY, STAY
from tests.review.test_paper_pages import place
from tests.scenarios import posted
from tests.staff import staff_browser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("pressed", "opened"),
    [("remove-1", "#japan_before-1"), ("remove-3", "#japan_before-2"), ("up-3", "#japan_before-2"),
     ("add", "?add=1#japan_before-4")],
)  # fmt: skip
@pytest.mark.parametrize("back", ["", "?return=check"])
def test_the_entry_opens_that_the_button_was_about(call: Call, pressed: str, opened: str, back: str) -> None:
    user = officer(call)
    application = begun(call, user)
    page = place(application, "paper_section", "japan_before")
    stays = [STAY, HOLIDAY, {**HOLIDAY, "entered": "2024-08-05"}]
    group = definition_of(application).group("japan_before")
    sent = posted(group, {**BEFORE, "japan_before": stays}, version=0, save=pressed)
    answer = staff_browser(user).post(page + back, sent)
    path, _, anchor = opened.rpartition("#")
    query = "&".join(part for part in (path.lstrip("?"), back.lstrip("?")) if part)
    assert answer.headers["Location"] == f"{page}{'?' + query if query else ''}#{anchor}"
