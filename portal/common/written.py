"""What people type into a field, made storable: kept as written, refused in words where it cannot be."""

import unicodedata

from portal.common.text import nfc

# They carry no letter, come along with pasted text, and can make one name look like another. Joiners and
# the two direction marks stay: Persian, Hindi and mixed-direction names need them.
_INVISIBLE = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
_LINE_ENDS = str.maketrans({"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\x0b": "\n", "\x0c": "\n"})
REPLACEMENT = "\ufffd"


def one_line(text: str) -> str:
    """Return `text` composed (NFC) on one line, '' when nothing in it can be seen."""
    line = nfc(text.translate(_INVISIBLE))
    return line if _visible(line) else ""


def paragraphs(text: str) -> str:
    """Return `text` composed (NFC) with its line breaks as `\\n` and the ends trimmed, '' when nothing can be seen."""
    lines = text.replace("\r\n", "\n").translate(_LINE_ENDS).translate(_INVISIBLE)
    composed = unicodedata.normalize("NFC", lines).strip()
    return composed if _visible(composed) else ""


def first_unreadable(text: str) -> int | None:
    """Return where (counted from 1) the first character stands that is no text, None when there is none.

    No text are control characters other than white space, lone surrogates, and the sign that replaces bytes
    which could not be decoded: accepting it would store a damaged name as if it were one.
    """
    for place, character in enumerate(text, start=1):
        if character == REPLACEMENT or (unicodedata.category(character) in ("Cc", "Cs") and not character.isspace()):
            return place
    return None


def showable(text: str) -> str:
    """Return `text` as a page can carry it: what cannot be written in UTF-8 or in HTML becomes the replacement sign."""
    return "".join(REPLACEMENT if c == "\x00" or unicodedata.category(c) == "Cs" else c for c in text)


def excerpt(text: str, *, limit: int = 20) -> str:
    """Return the start of what was typed, for an error message: a megabyte is not repeated to its writer."""
    shown = showable(" ".join(text[: limit * 4].split()))
    return shown if len(shown) <= limit else shown[:limit] + "…"


def _visible(text: str) -> bool:
    return any(unicodedata.category(character) not in ("Cf", "Zs", "Zl", "Zp", "Cc") for character in text)
