"""Tables that leave the house: CSV that no spreadsheet runs as a formula, and that loses no character."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

BOM = "\ufeff"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> str:
    """Return `value` as text; an apostrophe goes before a text that a spreadsheet would run.

    Numbers are written as they are; nothing is ever removed. Source: OWASP, CSV injection.
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def write_csv(out: TextIO, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write BOM, header and rows as RFC 4180 (CRLF, quotes doubled) and return the number of data rows."""
    out.write(BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    count = 0
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        count += 1
    return count
