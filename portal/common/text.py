"""Names and other text of people: kept as written (NFC), with an ASCII key beside it to search by."""

import re
import unicodedata

BIDI_CONTROLS = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
# Letters that have no decomposition but one usual ASCII spelling.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "ng"}
)


def nfc(text: str) -> str:
    """Return `text` composed (NFC) with runs of white space folded to one space and the ends trimmed."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def search_key(text: str) -> str:
    """Return the key one searches by: lower case, without marks ('Carreño' -> 'carreno', 'Nguyễn' -> 'nguyen').

    Letters of other scripts stay as they are, so a name in kanji or Arabic is found by its own letters.
    """
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(BIDI_CONTROLS).translate(_LETTERS)
    kept = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", kept)))


def file_name(text: str, *, limit: int = 150) -> str:
    """Return an uploaded file's name as data: last path part, NFC, no control or bidi characters, not too long."""
    name = re.split(r"[\\/]", nfc(text.replace("\x00", "")))[-1].translate(BIDI_CONTROLS)
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    if len(name) > limit:
        stem, dot, suffix = name.rpartition(".")
        name = f"{stem[: limit - len(suffix) - 1]}.{suffix}" if dot and len(suffix) <= 8 else name[:limit]
    return name or "file"
