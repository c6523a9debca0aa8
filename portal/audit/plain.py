"""Whether something may stand in an entry, which nobody can ever change: ids, codes, numbers, instants, hashes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portal.audit.errors import NotPlain

_CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,80}")


def check_plain(data: Any, place: str = "data") -> None:
    """Raise NotPlain, naming the place, for anything that could be a name, an address or words."""
    if data is None or isinstance(data, bool | int | float):
        return
    if isinstance(data, str):
        if not _CODE.fullmatch(data):
            raise NotPlain(
                f"{place} holds {data[:60]!r}. An audit entry is never changed, so it holds ids, codes and numbers; "
                "give words, names and addresses as `personal`, which can be erased."
            )
    elif isinstance(data, Mapping):
        for key, value in data.items():
            check_plain(str(key), f"a key of {place}")
            check_plain(value, f"{place}.{key}")
    elif isinstance(data, list | tuple | set | frozenset):
        for number, value in enumerate(data):
            check_plain(value, f"{place}[{number}]")
    else:
        raise NotPlain(f"{place} holds a {type(data).__name__}, which is no id, code or number.")
