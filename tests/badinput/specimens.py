"""Files that nobody should send, each with what becomes of it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import pikepdf

from tests.files import samples
from tests.files.scanner import EICAR

PAGE = b"<!doctype html><html><body><script>alert(document.cookie)</script></body></html>"
DRAWING = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
)
PROGRAM = b"<?php system($_GET['cmd']); ?>"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Specimen:
    """A file as it is sent, and what it carries that must not come out again."""

    name: str
    content: bytes
    carries: bytes = b""


def archive(*, unpacked: int = 100) -> bytes:
    """A ZIP with one entry; with `unpacked` bytes of nothing in it, a bomb."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("META-INF/MANIFEST.MF", b"\0" * unpacked)
    return written.getvalue()


def with_attachment(content: bytes, *, packed: bool) -> bytes:
    """A PDF that anybody can read, with something attached."""
    with pikepdf.open(io.BytesIO(samples.pdf())) as document:
        document.attachments["note.txt"] = content
        written = io.BytesIO()
        document.save(written, compress_streams=packed)
        return written.getvalue()


GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
# Kind -> the file, the code of the refusal, and words of the page. Refused at once, in words, with nothing kept.
REFUSED: dict[str, tuple[Specimen, str, str]] = {
    "a page of HTML called PDF": (Specimen("cv.pdf", PAGE), "file_type_refused", "cannot be taken"),
    "a page of HTML called picture": (Specimen("me.jpg", PAGE), "file_type_refused", "cannot be taken"),
    "a drawing with a script": (Specimen("me.svg", DRAWING), "file_type_refused", "Send a PDF, or a picture"),
    "a drawing called picture": (Specimen("me.png", DRAWING), "file_type_refused", "Send a PDF, or a picture"),
    "HTML with a PDF behind it": (Specimen("cv.pdf", PAGE + samples.pdf()), "file_type_refused", "cannot be taken"),
    "a GIF that is a JAR": (Specimen("me.gif", GIF + archive()), "file_type_refused", "JPEG, PNG or HEIC"),
    "a program": (Specimen("cv.pdf", PROGRAM), "file_type_refused", "neither a PDF nor a picture"),
    "an archive that unpacks to a flood": (
        Specimen("cv.pdf", archive(unpacked=50 * MEGABYTE)), "file_type_refused", "cannot be taken",
    ),
    "the scanners' test file alone": (Specimen("eicar.pdf", EICAR), "file_type_refused", "neither a PDF nor a picture"),
    "a picture that unpacks to a flood": (
        Specimen("me.png", samples.claims_to_measure(50_000, 40_000)), "file_too_many_pixels", "50000 × 40000 pixels",
    ),
    "nothing": (Specimen("cv.pdf", b""), "file_empty", "is empty (0 bytes)"),
    "zero bytes only": (Specimen("cv.pdf", bytes(4096)), "file_type_refused", "cannot be taken"),
    "a mark and zero bytes": (Specimen("cv.pdf", b"%PDF-1.7\n" + bytes(4096)), "file_damaged", "or was cut off"),
    "a PDF with a password": (
        Specimen("cv.pdf", samples.pdf(encryption=pikepdf.Encryption(owner="o", user="secret"))),
        "file_encrypted", "print it to a new PDF without protection",
    ),
    "a PDF that is protected and opens": (
        Specimen("cv.pdf", samples.pdf(encryption=pikepdf.Encryption(owner="o", user=""))),
        "file_encrypted", "print it to a new PDF without protection",
    ),
    "a PDF of 999 pages": (Specimen("cv.pdf", samples.pdf(999)), "file_too_many_pages", "999 pages; at most 50"),
}  # fmt: skip
# Two kinds of file in one: taken for what it is first, and what staff look at holds nothing of the second.
TWO_IN_ONE: dict[str, Specimen] = {
    "a PDF with HTML behind it": Specimen("cv.pdf", samples.pdf() + PAGE, PAGE),
    "a PDF with an archive behind it": Specimen("cv.pdf", samples.pdf() + archive(), b"PK\x03\x04"),
    "a picture with an archive behind it": Specimen("me.jpg", samples.jpeg() + archive(), b"PK\x03\x04"),
    "a picture with a JAR behind it": Specimen("me.png", samples.png() + archive(), b"META-INF"),
    "a picture with a program in its comment": Specimen("me.jpg", samples.jpeg(comment=PROGRAM), PROGRAM),
    "a picture with HTML behind it": Specimen("me.jpg", samples.jpeg() + PAGE, b"<script>"),
    "a PDF with a script and a program attached": Specimen("cv.pdf", samples.acting_pdf(), b"MZ payload"),
}
INFECTED: dict[str, Specimen] = {
    "in a PDF, attached as it is": Specimen("cv.pdf", with_attachment(EICAR, packed=False), EICAR),
    "in a PDF, attached and packed": Specimen("cv.pdf", with_attachment(EICAR, packed=True), EICAR),
    "behind a picture": Specimen("me.jpg", samples.jpeg() + EICAR, EICAR),
}
