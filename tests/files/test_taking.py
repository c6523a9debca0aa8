"""What is taken and what is refused at once, in words that say what was found and what to do."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError

from portal.accounts.models import User
from portal.common.errors import DomainError
from portal.files import storing
from portal.files.models import FileState, StoredFile
from portal.files.services import store_upload
from tests.files import samples
from tests.files.conftest import Store

MEGABYTE = 1024 * 1024


def test_an_upload_is_kept_as_it_came_under_a_key_that_tells_nothing(store: Store, own_storage: Path) -> None:
    content = samples.pdf(2)
    file = store(samples.upload(content, "Carreño grades.pdf"))
    assert (file.name, file.media_type, file.size) == ("Carreño grades.pdf", "application/pdf", len(content))
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert file.state == FileState.PENDING
    assert storing.get(file.original_key) == content
    kept = [str(path.relative_to(own_storage)) for path in own_storage.rglob("*") if path.is_file()]
    assert kept == [file.original_key]
    assert "Carre" not in file.original_key
    assert "grades" not in file.original_key


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (samples.jpeg(), "image/jpeg", "scan.jpg"),
        (samples.png(), "image/png", "scan.png"),
        (samples.heic(), "image/heic", "scan.heic"),
        (samples.pdf(), "application/pdf", "scan.pdf"),
    ],
)
def test_the_content_decides_about_type_and_extension(store: Store, content: bytes, media_type: str, name: str) -> None:
    file = store(samples.upload(content, "scan.exe"))
    assert (file.media_type, file.name) == (media_type, name)


@pytest.mark.parametrize(
    ("content", "name", "code", "words"),
    [
        (b"", "passport.pdf", "file_empty", "“passport.pdf” is empty"),
        (b"%PDF-" + b"0" * 30 * MEGABYTE, "big.pdf", "file_too_large", "“big.pdf” is 30.0\xa0MB large; at most 10.0"),
        (b"MZ\x90\0" + b"\0" * 400, "passport.pdf", "file_type_refused", "its content is “Windows Executable"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 400, "photo.jpg", "file_type_refused", "its content is “ELF executable”"),
        (b"GIF89a" + b"\0" * 100, "photo.png", "file_type_refused", "Send a PDF, or a picture as JPEG, PNG or HEIC"),
        (b"#!/bin/sh\nrm -rf /\n", "photo.jpg", "file_type_refused", "neither a PDF nor a picture"),
        (b"<script>alert(1)</script>", "x.pdf", "file_type_refused", "“x.pdf” cannot be taken"),
        (samples.pdf()[:300], "cut.pdf", "file_damaged", "“cut.pdf” cannot be opened"),
        (samples.jpeg()[:-200], "cut.jpg", "file_damaged", "“cut.jpg” cannot be opened"),
        (samples.png()[:-40], "cut.png", "file_damaged", "damaged or was cut off"),
        (samples.heic()[:200], "cut.heic", "file_damaged", "damaged or was cut off"),
        (b"%PDF-1.7\n%%EOF", "bare.pdf", "file_damaged", "“bare.pdf” cannot be opened"),
        (samples.pdf(51), "long.pdf", "file_too_many_pages", "has 51 pages; at most 50"),
        (
            samples.claims_to_measure(50_000, 40_000),
            "bomb.png",
            "file_too_many_pixels",
            "50000 × 40000 pixels, more than the 50 million",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_in_words_and_leaves_nothing(
    store: Store, own_storage: Path, content: bytes, name: str, code: str, words: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        store(samples.upload(content, name))
    assert refusal.value.code == code
    assert words in str(refusal.value)
    assert not StoredFile.objects.exists()
    assert not list(own_storage.rglob("*"))


@pytest.mark.parametrize(
    "protection",
    [pikepdf.Encryption(owner="o", user="secret"), pikepdf.Encryption(owner="o", user="")],
    ids=["needs a password", "opens without one"],
)
def test_a_protected_pdf_is_refused_with_the_way_out(store: Store, protection: pikepdf.Encryption) -> None:
    with pytest.raises(DomainError, match="print it to a new PDF without protection") as refusal:
        store(samples.upload(samples.pdf(encryption=protection)))
    assert refusal.value.code == "file_encrypted"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\zoe\\grades.PDF", "grades.pdf"),
        ("photo\u202efdp.exe", "photofdp.pdf"),
        ("a\x00b\x07.pdf", "ab.pdf"),
        ("Zoe\u0308.pdf", "Zoë.pdf"),
        ("成績証明書.pdf", "成績証明書.pdf"),
        ("Vol. 2 of my thesis", "Vol. 2 of my thesis.pdf"),
        ("passport.pdf.exe", "passport.pdf"),
        (".pdf", "pdf.pdf"),
        ("...", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_hostile_and_foreign_names_are_kept_harmless(store: Store, given: str, kept: str) -> None:
    upload = samples.upload(samples.pdf())
    upload._name = given  # Django's own cleaning is passed by: what it leaves must be harmless without it
    assert store(upload).name == kept


def test_what_cannot_be_stored_leaves_no_bytes_behind(own_storage: Path, owner: User) -> None:
    upload = samples.upload(samples.pdf())
    with pytest.raises(IntegrityError):
        store_upload(upload, kind="application-document", owner_id=0, office=None, user=owner)  # type: ignore[arg-type]
    assert not [path for path in own_storage.rglob("*") if path.is_file()]


def test_a_full_disk_is_said_in_words_and_keeps_no_half_file(store: Store, own_storage: Path, monkeypatch: Any) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DomainError, match="the fault is on our side") as refusal:
        store(samples.upload(samples.pdf()))
    assert refusal.value.code == "file_not_stored"
    assert not [path for path in own_storage.rglob("*") if path.is_file()]
    assert not StoredFile.objects.exists()
