"""Drawing lots that fall the same way on every machine, whatever else is added to the data."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def draw(below: int, *about: object) -> int:
    """Return a number from 0 to `below` - 1 that depends on nothing but what it is `about`."""
    words = ":".join(map(str, about))
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8]) % below


def pick(choices: Sequence[T], *about: object) -> T:
    """Return one of `choices`, which depends on nothing but what it is `about`."""
    return choices[draw(len(choices), *about)]
