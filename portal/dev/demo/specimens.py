"""Specimen documents: drawn pages that say they are made up, put through the real check once and shared by all."""

from __future__ import annotations

import io
from copy import copy
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from applications.access import DOCUMENT
from portal.files.models import PageImage, StoredFile
from portal.files.services import process, store_upload
from portal.offices.models import Office

_COPIED = (
    "name", "media_type", "size", "sha256", "original_key", "state", "scanner", "checked_at", "clean_key",
    "clean_media_type",
)  # fmt: skip


def draw(title: str, lines: list[str]) -> bytes:
    """Return a PDF page with a title and lines, marked as a specimen."""
    page = Image.new("RGB", (1240, 1754), "#fdfcf8")
    pen = ImageDraw.Draw(page)
    pen.rectangle((60, 60, 1180, 1694), outline="#b9b4a6", width=4)
    pen.text((110, 120), title, fill="#1b2230", font=ImageFont.load_default(56))
    for number, line in enumerate(lines):
        pen.text((110, 260 + 70 * number), line, fill="#4b5565", font=ImageFont.load_default(36))
    pen.text((110, 1560), "SPECIMEN - made up for demonstration", fill="#a62b1f", font=ImageFont.load_default(40))
    out = io.BytesIO()
    page.save(out, "PDF", resolution=150)
    return out.getvalue()


# Every applicant shares these drawings, so they say nothing that answers could contradict: no name, date or course.
_PASSPORT = (
    "Passport, page with photograph",
    [
        "Type P",
        "Name and date of birth: as in the answers",
        "Valid until: as in the answers",
        "Signature of bearer: made up",
    ],
)
_TRANSCRIPT = (
    "Transcript of records",
    [
        "First semester          30 credits of 30   passed",
        "Second semester     30 credits of 30   passed",
        "Registrar's office, seal",
    ],
)
_LETTER = (
    "To whom it may concern",
    ["We recommend the student named in the file", "without reservation.", "Signed and sealed by the faculty."],
)
_CERTIFICATE = (
    "Certificate of graduation",
    ["The degree named in the file has been conferred.", "Rector's office, seal"],
)
_FORM = ("Form of this year", ["Filled in as in the answers.", "Signed by the applicant."])
_BY_SLOT = {
    "passport_copy": _PASSPORT,
    "grade_certificate": _TRANSCRIPT,
    "academic_transcripts": _TRANSCRIPT,
    "degree_certificate": _CERTIFICATE,
    "application_form": _FORM,
    "research_plan": _FORM,
}


def drawing(slot: str) -> bytes:
    """Return the drawing that stands for a document."""
    return draw(*_BY_SLOT.get(slot, _LETTER))


class Specimens:
    """Checked files by slot; a few drawings serve all slots, under the slot's own file name."""

    def __init__(self) -> None:
        self._checked: dict[str, StoredFile] = {}

    def of(self, slot: str, office: Office) -> StoredFile:
        """Return a checked file for a slot. Raises RuntimeError when the check refuses the drawing."""
        title, lines = _BY_SLOT.get(slot, _LETTER)
        if title not in self._checked:
            self._checked[title] = _checked(draw(title, lines), office)
        stored = copy(self._checked[title])
        stored.name = f"{slot.replace('_', '-')}.pdf"
        return stored


def _checked(content: bytes, office: Office) -> StoredFile:
    upload = SimpleUploadedFile("specimen.pdf", content, "application/pdf")
    stored = store_upload(upload, kind=DOCUMENT, owner_id=0, office=office, user=None)
    process(stored.pk)
    stored.refresh_from_db()
    if stored.state != "clean":
        raise RuntimeError(f"A specimen did not pass the check: {stored.problem or stored.state}.")
    return stored


def copies(original: StoredFile, offices: list[Office]) -> list[StoredFile]:
    """Return unsaved files with the original's content, one per office; their owners come after them."""
    shared: dict[str, Any] = {name: getattr(original, name) for name in _COPIED}
    return [StoredFile(kind=DOCUMENT, owner_id=0, office=office, **shared) for office in offices]


def page_copies(original: StoredFile, files: list[StoredFile]) -> list[PageImage]:
    """Return unsaved page images for copies that are saved."""
    pages = list(original.pages.all())
    return [
        PageImage(office_id=file.office_id, file=file, number=p.number, key=p.key, width=p.width, height=p.height)
        for file in files
        for p in pages
    ]
