"""Files nobody should send: refused in words with nothing kept, or taken so that staff see only what was cleaned.

Each goes through the services and once through the page of its slot. What the limits and the cleaning do in detail is
tested in tests/files.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications.models import Application
from applications.queries import current_documents
from applications.services.documents import add_document
from applications.services.submission import submit
from portal.common import clock
from portal.common.errors import DomainError
from portal.common.text import BIDI_CONTROLS
from portal.files import services, storing, words
from portal.files.cleaning import apart
from portal.files.models import FileState, StoredFile
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views import pages
from tests.badinput.conftest import files_in
from tests.badinput.raw import answer
from tests.badinput.specimens import INFECTED, REFUSED, TWO_IN_ONE, Specimen
from tests.files.scanner import Scanner
from tests.files.test_bombs import MEGABYTE, packed, with_contents
from tests.staff import dossier, reviewer_browser

SLOT = "passport_copy"
NAMES = {
    "turned around": ("pass\u202efdp.exe.pdf", "passfdp.exe.pdf"),
    "isolated": ("\u2067passport\u2069.pdf", "passport.pdf"),
    "three hundred letters": ("n" * 300 + ".pdf", "n" * 146 + ".pdf"),
    "three hundred kanji": ("証" * 300 + ".pdf", "証" * 80 + ".pdf"),
    "markup": ('"><img src=x onerror=alert(1)>.pdf', None),
    "a header": ('x.pdf"; filename="evil.exe', None),
}


def uploaded(web: Client, draft: Application, specimen: Specimen) -> Any:
    """Send a file as the page of its slot does."""
    file = SimpleUploadedFile(specimen.name, specimen.content, "application/pdf")
    return pages.uploaded(web, draft, SLOT, file)


def in_slot(draft: Application) -> StoredFile:
    file = current_documents(draft)[SLOT].file
    assert file is not None
    return file


def checked(file: StoredFile) -> StoredFile:
    services.process(file.pk)
    file.refresh_from_db()
    return file


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_in_words_and_nothing_of_it_is_kept(
    draft: Application, web: Client, own_storage: Path, kind: str
) -> None:
    specimen, code, said = REFUSED[kind]
    file = SimpleUploadedFile(specimen.name, specimen.content)
    with pytest.raises(DomainError) as refusal:
        add_document(draft, SLOT, file, user=draft.person.user)
    assert refusal.value.code == code
    page = uploaded(web, draft, specimen)
    assert page.status_code == 422
    assert pages.title(page).startswith("Error: ")
    assert f"“{specimen.name}”" in pages.words(page)
    assert said in pages.words(page)
    assert (current_documents(draft), StoredFile.objects.count(), files_in(own_storage)) == ({}, 0, [])


@pytest.mark.parametrize("kind", TWO_IN_ONE)
def test_of_two_files_in_one_staff_see_only_the_first_and_cleaned(call: Call, signed_in: SignIn, kind: str) -> None:
    specimen = TWO_IN_ONE[kind]
    application = scenarios.filled_in(call)
    assert "is uploaded" in pages.words(uploaded(signed_in(application.person.user), application, specimen))
    file = checked(in_slot(application))
    assert file.state == FileState.CLEAN
    assert storing.get(file.original_key) == specimen.content  # the evidence is whole
    for key in (file.clean_key, *file.pages.values_list("key", flat=True)):
        assert specimen.carries not in storing.get(key)
    submit(application, user=application.person.user, arrived_at=clock.now())
    staff = reviewer_browser(application.office)
    shown = staff.get(f"/files/{file.token}/pages/1/")
    assert (shown.headers["Content-Type"], b"".join(shown)[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    original = staff.get(f"/files/{file.token}/")
    assert original.headers["Content-Disposition"].startswith("attachment;")
    assert original.headers["Content-Type"] == file.media_type
    assert original.headers["X-Content-Type-Options"] == "nosniff"
    assert original.headers["Content-Security-Policy"].startswith("sandbox;")


def test_a_pdf_that_unpacks_to_a_flood_is_never_shown_and_its_owner_is_told(
    draft: Application, web: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limits in ("LOOKING", "CLEANING"):  # those of the real thing, scaled down with the bomb
        monkeypatch.setattr(apart, limits, replace(getattr(apart, limits), memory=256 * MEGABYTE))
    bomb = Specimen("grades.pdf", with_contents(packed(b"0 0 m 9 9 l S\n" * 2)))
    assert "is uploaded" in pages.words(uploaded(web, draft, bomb))
    file = checked(in_slot(draft))
    assert (file.state, file.problem, file.clean_key) == (FileState.ERROR, "too_demanding", "")
    page = pages.words(web.get(f"/applications/{draft.reference}/documents/"))
    assert "unpacks to far more than a document needs" in page
    assert "Replace the file" in page


@pytest.mark.parametrize("kind", INFECTED)
def test_what_a_scanner_knows_is_shut_in_and_its_owner_told_what_to_do(
    clamd: Scanner, draft: Application, web: Client, kind: str
) -> None:
    assert "is uploaded" in pages.words(uploaded(web, draft, INFECTED[kind]))
    file = checked(in_slot(draft))
    assert (file.state, file.problem) == (FileState.SUSPECT, words.INFECTED)
    assert (file.clean_key, file.pages.count()) == ("", 0)
    page = web.get(f"/applications/{draft.reference}/documents/")
    assert "send another copy from a device you trust" in pages.words(page)
    assert "/files/" not in page.content.decode()
    assert web.get(f"/files/{file.token}/").status_code == 403
    assert reviewer_browser(draft.office).get(f"/files/{file.token}/").status_code in (403, 404)


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_kept_as_data_and_does_nothing_in_headers_and_pages(call: Call, signed_in: SignIn, kind: str) -> None:
    given, kept = NAMES[kind]
    application = scenarios.filled_in(call)
    web = signed_in(application.person.user)
    content = next(iter(TWO_IN_ONE.values())).content
    quoted = given.replace('"', "%22")  # as browsers write it
    body = b"".join(
        [
            f'--x\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n\r\n'.encode(),
            content,
            b"\r\n--x--\r\n",
        ]
    )
    path = f"/applications/{application.reference}/documents/{SLOT}/"
    assert answer("POST", path, body, "multipart/form-data; boundary=x", web=web)[0] == "302 Found"
    file = checked(in_slot(application))
    assert kept is None or file.name == kept
    assert not set(map(ord, file.name)) & set(BIDI_CONTROLS)
    assert len(file.name) <= 150
    submit(application, user=application.person.user, arrived_at=clock.now())
    staff = reviewer_browser(application.office)
    for browser, page in ((web, f"/applications/{application.reference}/"), (staff, dossier(application))):
        shown = browser.get(page)
        assert file.name in pages.words(shown) or "%" in file.name or "<" in file.name
        assert b"<img src=x" not in shown.content
        assert "\u202e" not in shown.content.decode()
        header = browser.get(f"/files/{file.token}/").headers["Content-Disposition"]
        assert header.isascii()
        assert header.startswith("attachment; filename")
        assert re.fullmatch(r"attachment; filename(=\"[^\"]*\"|\*=utf-8''[^\"; ]*)", header)
        assert "\n" not in header
