"""Pages are sent compressed to browsers that take it, files as they are."""

from __future__ import annotations

import gzip

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.common.compression import CompressPagesMiddleware

PAGE = "<p>Applications to Japan's exchange programmes.</p>" * 40


def sent(response: HttpResponse | FileResponse, accepts: str = "gzip, br") -> HttpResponse | FileResponse:
    request: HttpRequest = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    return CompressPagesMiddleware(lambda _request: response)(request)  # type: ignore[return-value]


def test_a_page_comes_compressed_and_whole() -> None:
    answer = sent(HttpResponse(PAGE))
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert gzip.decompress(answer.content).decode() == PAGE  # type: ignore[union-attr]
    assert len(answer.content) < len(PAGE) / 3  # type: ignore[union-attr]


def test_the_same_page_has_not_always_the_same_length() -> None:
    assert len({len(sent(HttpResponse(PAGE)).content) for _again in range(20)}) > 1  # type: ignore[union-attr]


def test_a_browser_that_takes_none_gets_it_as_it_is() -> None:
    assert sent(HttpResponse(PAGE), accepts="identity").content.decode() == PAGE  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "text/csv", "application/json"])
def test_what_is_no_page_is_left_alone(kind: str) -> None:
    answer = sent(HttpResponse(PAGE, content_type=kind))
    assert "Content-Encoding" not in answer


def test_the_start_page_is_a_third_of_its_size_on_the_way(db: None) -> None:
    whole = Client().get("/")
    packed = Client().get("/", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert int(packed["Content-Length"]) < len(whole.content) / 2
