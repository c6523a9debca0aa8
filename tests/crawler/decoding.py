"""What an answer says once it is taken apart: pages as they are, files unpacked."""

from __future__ import annotations

import html
import io
import re
import zipfile
from urllib.parse import quote, quote_plus

import pikepdf

# Values of hidden fields that are signed, or made anew, for each page.
_CSRF = re.compile(r'(name="(?:csrfmiddlewaretoken|tally)" value=")[^"]*')
_REQUEST = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(:\d{2})?\b")


def readable(content: bytes) -> str:
    """Return every text in a body: of archives and spreadsheets each member, of PDFs each stream."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(f"{name}\n{readable(archive.read(name))}" for name in archive.namelist())
    if content.startswith(b"%PDF-"):
        return content.decode("latin-1") + _of_pdf(content)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _of_pdf(content: bytes) -> str:
    parts = []
    with pikepdf.open(io.BytesIO(content)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    parts.append(thing.read_bytes().decode("latin-1"))
                except pikepdf.PdfError:
                    parts.append(thing.read_raw_bytes().decode("latin-1"))
            else:
                parts.append(str(thing))
    return "\n".join(parts)


def blurred(text: str, *said: str) -> str:
    """Return an answer without what differs each time, and without what the question said."""
    text = _CSRF.sub(r"\1", text)
    spellings = {form for word in said if word for form in (word, html.escape(word), quote(word), quote_plus(word))}
    in_order = sorted(spellings, key=len, reverse=True)
    # What was asked for may look like the number of a request and stand within an address: that goes before. It may
    # also be a digit, of which such a number has several: that goes after.
    text = _without(text, [word for word in in_order if _REQUEST.search(word)])
    text = _CLOCK.sub("·", _REQUEST.sub("·", text))
    return _without(text, in_order)


def _without(text: str, words: list[str]) -> str:
    for word in words:
        text = text.replace(word, "·")
    return text
