"""Uploads for tests: honest ones, and such as nobody should send."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pikepdf
import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS, CAMERA_MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112
ROTATED = 6  # as a phone held upright writes it: to be turned a quarter clockwise
SCRIPT = "app.alert('boo')"


def upload(content: bytes, name: str = "page.pdf") -> SimpleUploadedFile:
    """An upload as Django hands it over. What the browser says about its type is nonsense on purpose."""
    return SimpleUploadedFile(name, content, "application/x-whatever")


def picture(width: int = 60, height: int = 40) -> Image.Image:
    """Red on the left, blue on the right, so that turning it shows."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def jpeg(image: Image.Image | None = None, **save: Any) -> bytes:
    """A JPEG."""
    return _saved(image or picture(), "JPEG", quality=95, **save)


def png(image: Image.Image | None = None) -> bytes:
    """A PNG."""
    return _saved(image or picture(), "PNG")


def phone_photo() -> bytes:
    """A JPEG that tells where it was taken, with what, and how it was held."""
    exif = Image.Exif()
    exif[CAMERA_MAKER] = "Telltale Cameras"
    exif[ORIENTATION] = ROTATED
    exif.get_ifd(GPS).update({1: "N", 2: (50.0, 50.0, 36.0), 3: "E", 4: (4.0, 22.0, 12.0)})
    return jpeg(exif=exif.tobytes(), comment=b"taken at home")


def heic() -> bytes:
    """A picture as iPhones save it."""
    written = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(written, quality=90)
    return written.getvalue()


def claims_to_measure(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def pdf(pages: int = 1, *, encryption: pikepdf.Encryption | None = None) -> bytes:
    """A PDF of A4 pages, each with its number as a grey bar."""
    document = _document(pages)
    return _pdf_bytes(document, encryption=encryption) if encryption else _pdf_bytes(document)


def acting_pdf() -> bytes:
    """A PDF that does, or carries, everything it should not."""
    document = _document(1)
    root, page = document.Root, document.pages[0]
    script = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SCRIPT))
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    root.OpenAction = script
    root.AA = pikepdf.Dictionary(WC=script)
    document.attachments["payload.exe"] = b"MZ payload"
    root.Names.JavaScript = pikepdf.Dictionary(Names=pikepdf.Array(["boo", script]))
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V="Zoë",
        Rect=[10, 10, 100, 30], AA=pikepdf.Dictionary(K=script), DA="/Helv 12 Tf 0 g",
    )  # fmt: skip
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
    chained = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([page.obj, pikepdf.Name.Fit]), Next=script)
    jump = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=chained)
    clip = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9])
    page.Annots = document.make_indirect(pikepdf.Array([document.make_indirect(a) for a in (field, link, jump, clip)]))
    page.AA = pikepdf.Dictionary(O=script)
    root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([page.Annots[0]]), XFA=document.make_stream(b"<xdp/>"))
    return _pdf_bytes(document)


def _document(pages: int) -> pikepdf.Pdf:
    document = pikepdf.new()
    for number in range(1, pages + 1):
        page = document.add_blank_page(page_size=(595, 842))
        page.Contents = document.make_stream(b"0.4 g 50 700 %d 40 re f" % (40 * number))
    return document


def _pdf_bytes(document: pikepdf.Pdf, **options: Any) -> bytes:
    written = io.BytesIO()
    document.save(written, **options)
    return written.getvalue()


def _saved(image: Image.Image, kind: str, **save: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **save)
    return written.getvalue()
