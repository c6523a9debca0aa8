"""Small files that unpack to far more than a document needs: refused in words, with the worker unharmed."""

from __future__ import annotations

import io
import os
import resource
import zlib
from dataclasses import replace

import pikepdf
import pytest

from portal.common.errors import DomainError
from portal.files import services, words
from portal.files.cleaning import apart
from portal.files.limited.limits import MEGABYTE
from portal.files.models import FileState, StoredFile
from tests.files import samples
from tests.files.conftest import Store

UNPACKED = 400 * MEGABYTE


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits of the real thing, scaled down with the bombs."""
    monkeypatch.setattr(apart, "LOOKING", replace(apart.LOOKING, memory=256 * MEGABYTE))
    monkeypatch.setattr(apart, "CLEANING", replace(apart.CLEANING, memory=256 * MEGABYTE))


def packed(piece: bytes) -> bytes:
    """UNPACKED bytes of `piece` repeated, deflated."""
    press = zlib.compressobj(1)
    block = piece * (MEGABYTE // len(piece))
    return b"".join(press.compress(block) for _ in range(UNPACKED // MEGABYTE)) + press.flush()


def with_contents(content: bytes) -> bytes:
    """A PDF whose page is drawn by a deflated stream."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    page.Contents = pikepdf.Stream(document, content, Filter=pikepdf.Name.FlateDecode)
    return saved(document)


def saved(document: pikepdf.Pdf, **options: object) -> bytes:
    written = io.BytesIO()
    document.save(written, **options)  # type: ignore[arg-type]
    return written.getvalue()


def checked(file: StoredFile) -> StoredFile:
    services.process(file.pk)
    file.refresh_from_db()
    return file


def test_a_pdf_that_unpacks_to_a_flood_ends_as_an_error_with_the_limits_in_words(
    store: Store, little_memory: None
) -> None:
    content = with_contents(packed(b"0 0 m 9 9 l S\n" * 2))
    assert len(content) < 3 * MEGABYTE
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file = checked(store(samples.upload(content)))
    assert (file.state, file.problem) == (FileState.ERROR, "too_demanding")
    said = words.problem_in_words(file)
    assert "MB of memory and within 45 seconds" in said
    assert "unpacks to far more than a document needs" in said
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 100 * MEGABYTE
    assert checked(store(samples.upload(samples.pdf()))).state == FileState.CLEAN


def test_a_picture_inside_a_pdf_that_unpacks_to_a_flood_does_not_drown_the_worker(
    store: Store, little_memory: None
) -> None:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    picture = pikepdf.Stream(
        document, packed(bytes(1024)), Filter=pikepdf.Name.FlateDecode, Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image, Width=40_000, Height=10_000, BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceGray,
    )  # fmt: skip
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=picture))
    page.Contents = document.make_stream(b"500 0 0 500 0 0 cm /A Do")
    file = checked(store(samples.upload(saved(document))))
    assert file.state in (FileState.ERROR, FileState.CLEAN)  # drawn without the picture, or not at all
    assert checked(store(samples.upload(samples.pdf()))).state == FileState.CLEAN


def test_what_cannot_be_looked_at_within_the_limits_is_refused_at_once_with_their_values(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "LOOKING", replace(apart.LOOKING, memory=96 * MEGABYTE))
    with pytest.raises(DomainError, match=r"with 96 MB of memory and within 10 seconds") as refusal:
        store(samples.upload(samples.png(samples.picture(6000, 5000)), "bomb.png"))
    assert refusal.value.code == "file_too_demanding"
    assert "“bomb.png”" in str(refusal.value)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("width", "height"), [(50_000, 40_000), (2_000_000_000, 2_000_000_000), (7072, 7071)])
def test_a_picture_is_measured_before_a_pixel_is_unpacked(store: Store, width: int, height: int) -> None:
    with pytest.raises(DomainError, match=f"measures {width} × {height} pixels"):
        store(samples.upload(samples.claims_to_measure(width, height), "bomb.png"))


def test_no_process_to_look_with_is_our_fault_and_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more(*_arguments: object) -> int:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(os, "memfd_create", no_more)
    with pytest.raises(DomainError, match="the fault is on our side") as refusal:
        store(samples.upload(samples.pdf()))
    assert refusal.value.code == "file_not_checked"
