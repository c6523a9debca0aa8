"""The hidden counters of a call's themes, tampered with: said in words, never a 500, and nothing is lost."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from portal.staffsite.admin.counters import MOST_ROWS
from programs.models import Call
from programs.services.calls import announce
from tests.programs.admin.test_themes_and_own_rules import (  # noqa: F401  (two are fixtures)
    LAW,
    address,
    coordinator,
    finland,
    keys,
    with_themes,
)

pytestmark = pytest.mark.django_db
SAID = "Nothing was saved: the page came back without its number of rows, or with one that does not fit the rows below."
NOTES = "Interviews are held in May."


def inputs(page: str) -> dict[str, str]:
    """The boxes of a page and what is in them, but for files, buttons and what is not ticked."""
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        attributes = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        unticked = attributes.get("type") in ("checkbox", "radio") and " checked" not in tag
        if "name" in attributes and attributes.get("type") not in ("submit", "button", "file") and not unticked:
            unsaid = "on" if attributes.get("type") == "checkbox" else ""
            found[attributes["name"]] = html.unescape(attributes.get("value", unsaid))
    for name, text in re.findall(r'<textarea\b[^>]*\bname="([^"]*)"[^>]*>(.*?)</textarea>', page, re.S):
        found[name] = html.unescape(text).strip()
    return {name: value for name, value in found.items() if "__prefix__" not in name}


@pytest.mark.parametrize(
    ("counter", "value"),
    [
        ("TOTAL_FORMS", None),
        ("TOTAL_FORMS", ""),
        ("TOTAL_FORMS", "many"),
        ("TOTAL_FORMS", "-1"),
        ("TOTAL_FORMS", "1"),  # fewer than came: two would be dropped
        ("TOTAL_FORMS", "99999"),
        ("TOTAL_FORMS", "9" * 400),
        ("TOTAL_FORMS", "\x00"),
        ("INITIAL_FORMS", None),
        ("INITIAL_FORMS", "many"),
        ("INITIAL_FORMS", "-1"),
        ("INITIAL_FORMS", "0"),  # what is stored would come a second time
        ("INITIAL_FORMS", "3"),
        ("INITIAL_FORMS", "99999"),
    ],
)
def test_a_tampered_counter_is_said_and_the_page_can_be_saved_again(
    finland: Call,  # noqa: F811
    coordinator: Client,  # noqa: F811
    counter: str,
    value: str | None,
) -> None:
    before = keys(finland)
    form = with_themes(finland, LAW, notes_en=NOTES)
    form.pop(f"themes-{counter}")
    if value is not None:
        form[f"themes-{counter}"] = value
    refused = coordinator.post(address(finland), form)
    page = html.unescape(refused.content.decode())
    assert refused.status_code == 200
    assert SAID in page
    finland.refresh_from_db()
    assert (keys(finland), finland.notes) == (before, {})
    shown = inputs(refused.content.decode())
    assert {name: shown[name] for name in form if name.startswith("themes-2-")} == {
        f"themes-2-{field}": text for field, text in LAW.items()
    }
    assert shown["notes_en"] == NOTES
    again = coordinator.post(address(finland), shown)
    assert again.status_code == 302
    finland.refresh_from_db()
    assert (keys(finland), finland.notes) == ([*before, (LAW["key"], int(LAW["places"]))], {"en": NOTES})


def test_counters_without_any_row_are_refused_too(finland: Call, coordinator: Client) -> None:  # noqa: F811
    before = keys(finland)
    form = {name: value for name, value in with_themes(finland).items() if not name.startswith("themes-")}
    page = html.unescape(coordinator.post(address(finland), form).content.decode())
    assert SAID in page
    assert keys(finland) == before


def test_rows_beyond_the_most_a_page_may_have_are_refused(finland: Call, coordinator: Client) -> None:  # noqa: F811
    rows: list[dict[str, Any]] = [{"key": f"theme-{number}", "name_en": "One more"} for number in range(MOST_ROWS)]
    before = keys(finland)
    assert SAID in html.unescape(coordinator.post(address(finland), with_themes(finland, *rows)).content.decode())
    assert keys(finland) == before


@pytest.mark.parametrize("announced", [False, True])
def test_the_page_as_it_is_shown_is_taken(
    finland: Call,  # noqa: F811
    coordinator: Client,  # noqa: F811
    announced: bool,
) -> None:
    if announced:
        announce(finland, actor=None)
    before = keys(finland)
    shown = inputs(coordinator.get(address(finland)).content.decode())
    assert shown["themes-INITIAL_FORMS"] == "2"
    sent = coordinator.post(address(finland), {**shown, "notes_en": NOTES})
    assert sent.status_code == 302
    finland.refresh_from_db()
    assert (keys(finland), finland.notes) == (before, {"en": NOTES})
