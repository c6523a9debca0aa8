"""How an upload comes in over HTTP: no more of it is kept than may be taken, and half of one is none."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from applications.models import Application
from applications.queries import current_documents
from tests import scenarios
from tests.calls import open_call
from tests.files import samples

MEGABYTE = 1024 * 1024
SLOT = "passport_copy"


@pytest.fixture
def draft(db: None) -> Application:
    return scenarios.draft(open_call())


@pytest.fixture
def web(draft: Application) -> Client:
    web = Client()
    web.force_login(draft.person.user)
    return web


def address(draft: Application) -> str:
    return f"/applications/{draft.reference}/documents/{SLOT}/"


def test_a_file_that_is_too_large_is_refused_with_its_size_and_fills_no_disk(
    draft: Application, web: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no-such-disk"))
    answer = web.post(address(draft), {"file": SimpleUploadedFile("long.pdf", bytes(30 * MEGABYTE))})
    assert answer.status_code == 422
    assert "is 30.0\xa0MB large; at most 10.0\xa0MB can be taken" in answer.content.decode()


def test_a_file_just_within_the_limit_arrives_whole(draft: Application, web: Client, settings: Any) -> None:
    content = samples.pdf()
    comment = b"%" + b"x" * (settings.UPLOAD_MAX_BYTES - len(content) - 9) + b"\n%%EOF\n"
    web.post(address(draft), {"file": SimpleUploadedFile("long.pdf", content + comment)})
    assert current_documents(draft)[SLOT].file.size == len(content + comment)


def test_many_files_in_one_request_do_not_add_up(draft: Application, web: Client, settings: Any) -> None:
    files = {f"other{number}": SimpleUploadedFile("x.bin", bytes(9 * MEGABYTE)) for number in range(3)}
    answer = web.post(address(draft), {**files, "file": samples.upload(samples.pdf())})
    assert answer.status_code == 422
    assert "damaged or was cut off" in answer.content.decode()
    too_many = {f"other{number}": samples.upload(b"x") for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)}
    assert web.post(address(draft), too_many).status_code == 400


@pytest.mark.parametrize(
    "content", [samples.pdf(3), samples.jpeg(), samples.png(), samples.heic()], ids=["PDF", "JPEG", "PNG", "HEIC"]
)
def test_an_upload_cut_at_half_is_refused_and_what_was_there_stays(
    draft: Application, web: Client, content: bytes
) -> None:
    web.post(address(draft), {"file": scenarios.photo("whole.jpg")})
    body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("half.bin", content)})
    for kept in (len(body) // 2, len(body) - len(BOUNDARY) - 60):
        answer = web.generic("POST", address(draft), body[:kept], content_type=MULTIPART_CONTENT)
        assert answer.status_code in (400, 422)
    assert current_documents(draft)[SLOT].file.name == "whole.jpg"
