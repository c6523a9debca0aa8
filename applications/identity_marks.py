"""From a name and a birth date to a mark: folded, bound to a round, hashed under keys made from FIELD_KEYS."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date

from portal.common.encryption import derived_keys
from portal.common.text import search_key

PURPOSE = "applications.identity-marks.1"
"""What the keys are for: a key made for anything else makes other marks. A new way of folding takes a new number."""

NAMES = ("full_name", "passport_name", "native_name")


def folded(name: str) -> str:
    """Return what two spellings of one name have in common: case, accents, spaces and the order of words are gone.

    'Zoë Carreño', 'CARRENO ZOE' and 'Carreño, Zoë' are the same; so are 山田 太郎 and 太郎山田. The letters are sorted,
    which needs no idea of where a word ends in any script; an anagram with the same birth date would be the same too.
    """
    return "".join(sorted(search_key(name).replace(" ", "").replace("_", "")))


def marks(round_id: int, birth_date: date | None, names: Iterable[str], *, newest_only: bool = False) -> list[str]:
    """Return the marks of a person in a round, one for each name and key, each once; none without a birth date.

    Under every key of FIELD_KEYS: while keys are being changed, those marked under the old one are still recognised.
    """
    if birth_date is None:
        return []
    said = {f"{round_id}\x1f{birth_date.isoformat()}\x1f{name}".encode() for name in map(folded, names) if name}
    keys = derived_keys(PURPOSE)[: 1 if newest_only else None]
    found = (hmac.new(key, text, hashlib.sha256).hexdigest() for key in keys for text in sorted(said))
    return list(dict.fromkeys(found))
