"""Characters that no font here can draw. The typesetter itself is asked, and only where it refused a document."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

import typst

from portal.common.printing.typesetting import TAGGED, typeset

STAND_IN = "\u25a1"  # □
_PROBE = b'#set document(title: "probe")\n#sys.inputs.probe'
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_JOINERS = {"\u200c", "\u200d"}
_REMEMBERED = 5_000
_known: dict[str, bool] = {}


def undrawable(text: str) -> set[str]:
    """Return the written characters of a text (letters with their marks) that cannot be drawn."""
    wanted = {cluster for cluster in clusters(text) if not cluster.isascii()}
    _ask(sorted(wanted - _known.keys()))
    return {cluster for cluster in wanted if not _known[cluster]}


def replaced(text: str, undrawn: Collection[str]) -> str:
    """Return the text with a box in the place of each character that cannot be drawn."""
    return "".join(STAND_IN if cluster in undrawn else cluster for cluster in clusters(text)) if undrawn else text


def named(cluster: str) -> str:
    """Return a character by its numbers: "U+0D9A U+0DD2"."""
    return " ".join(f"U+{ord(character):04X}" for character in cluster)


def clusters(text: str) -> Iterator[str]:
    """Yield each letter together with the marks and joiners that belong to it."""
    held = ""
    for character in text:
        mark = unicodedata.category(character).startswith("M") or character in _JOINERS
        if held and (mark or held[-1] == "\u200d"):
            held += character
            continue
        if held:
            yield held
        held = character
    if held:
        yield held


def _ask(unknown: list[str]) -> None:
    """Find out about characters, halving those that are refused together."""
    if not unknown:
        return
    if len(_known) > _REMEMBERED:
        _known.clear()
    if _drawn(unknown):
        _known.update(dict.fromkeys(unknown, True))
    elif len(unknown) == 1:
        _known[unknown[0]] = False
    else:
        half = len(unknown) // 2
        _ask(unknown[:half])
        _ask(unknown[half:])


def _drawn(some: list[str]) -> bool:
    try:
        typeset(_PROBE, {"probe": "\n".join(some)}, at=_ANY_DAY, standards=TAGGED)
    except typst.TypstError:
        return False
    return True
