"""The language of a reader: of pages, and of what data say in them."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.utils.translation import get_language, override

from portal.common.reader_language import normalised, page_to_keep, read_in, reader_language
from portal.common.translated import LOCALES


@pytest.mark.parametrize(
    ("code", "found"),
    [("fr", "fr"), ("fr-BE", "fr"), ("nl_NL", "nl"), ("JA", "ja"), ("de", "en"), ("", "en"), (None, "en")],
)
def test_a_language_loses_its_region_and_an_unknown_one_is_english(code: str | None, found: str) -> None:
    assert normalised(code) == found


def test_pages_come_in_every_language_that_data_have(settings: object) -> None:
    assert tuple(code for code, _name in settings.LANGUAGES) == LOCALES  # type: ignore[attr-defined]


def test_the_active_language_is_the_readers() -> None:
    """A worker that renders a mail has no request."""
    with override("nl-be"):
        assert reader_language() == "nl"


def test_another_language_holds_for_the_rest_of_a_request() -> None:
    request = RequestFactory().get("/")
    with override("fr"):
        read_in(request, "ja-JP")
        assert (reader_language(), get_language(), request.LANGUAGE_CODE) == ("ja", "ja", "ja")


def test_the_page_that_the_switch_keeps_is_this_one_with_its_query() -> None:
    assert (
        page_to_keep(RequestFactory().get("/programs/?country=BE&q=%C3%A9t%C3%A9"))
        == "/programs/?country=BE&q=%C3%A9t%C3%A9"
    )


@pytest.mark.parametrize(
    ("came_from", "kept"),
    [
        ("http://testserver/applications/7/", "http://testserver/applications/7/"),
        ("https://elsewhere.example/applications/7/", "/applications/7/do/"),
        ("javascript:alert(1)", "/applications/7/do/"),
        ("", "/applications/7/do/"),
    ],
)
def test_after_a_refused_form_the_switch_keeps_the_forms_own_page(came_from: str, kept: str) -> None:
    assert page_to_keep(RequestFactory().post("/applications/7/do/", headers={"Referer": came_from})) == kept
