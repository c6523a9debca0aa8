"""The language of a reader, beside the language of the pages."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override

from portal.common.reader_language import ReaderLanguageMiddleware, normalised, read_in, reader_language
from portal.common.translated import LOCALES


@pytest.mark.parametrize(
    ("code", "found"),
    [("fr", "fr"), ("fr-BE", "fr"), ("nl_NL", "nl"), ("JA", "ja"), ("de", "en"), ("", "en"), (None, "en")],
)
def test_a_language_loses_its_region_and_an_unknown_one_is_english(code: str | None, found: str) -> None:
    assert normalised(code) == found


def test_readers_may_choose_every_language_that_data_have(settings: object) -> None:
    assert tuple(code for code, _name in settings.LANGUAGES) == LOCALES  # type: ignore[attr-defined]


def test_outside_of_a_request_the_active_language_is_the_readers() -> None:
    """A worker that renders a mail has no request."""
    with override("nl"):
        assert reader_language() == "nl"


def test_the_page_is_in_its_own_language_and_the_next_reader_gets_theirs() -> None:
    seen = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append((reader_language(), get_language(), request.LANGUAGE_CODE))
        read_in("ja")
        seen.append((reader_language(), get_language(), request.LANGUAGE_CODE))
        return HttpResponse()

    middleware = ReaderLanguageMiddleware(page)
    with override("fr-be"):
        assert middleware(HttpRequest()).headers["Content-Language"] == "en"
        assert get_language() == "fr-be"
        assert reader_language() == "fr"
    assert seen == [("fr", "en", "en"), ("ja", "en", "en")]


def test_a_page_that_fails_leaves_no_language_behind() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    with override("nl"), pytest.raises(RuntimeError):
        ReaderLanguageMiddleware(page)(HttpRequest())
    assert reader_language() == "en"


def test_a_page_is_in_the_readers_language_once_pages_are_written_in_it(settings: object) -> None:
    settings.INTERFACE_LANGUAGES = ["en", "nl"]  # type: ignore[attr-defined]
    seen = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(get_language())
        return HttpResponse()

    with override("nl"):
        ReaderLanguageMiddleware(page)(HttpRequest())
    assert seen == ["nl"]
