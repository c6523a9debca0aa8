"""What is hashed, and how: the one serialisation of entries, of personal values and of seals. Pure functions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

DIGEST = hashlib.sha256().digest_size
ABSENT = bytes(DIGEST)  # stands for an entry that was gone before it could be sealed
GENESIS = "0" * 64  # what the first seal names as its predecessor

FIELDS = ("id", "at", "code", "user_id", "office_id", "object_kind", "object_id", "data", "request_id", "detail_sha256")


def entry_digest(entry: Any) -> bytes:
    """Return the digest over every column of an entry, in the order of FIELDS."""
    values = [getattr(entry, name) for name in FIELDS]
    return hashlib.sha256(_text([_instant(v) if isinstance(v, datetime) else v for v in values])).digest()


def detail_hash(salt: str, values: Mapping[str, str]) -> str:
    """Return the salted hash that an entry keeps of the personal values beside it."""
    return hashlib.sha256(_text([salt, dict(values)])).hexdigest()


def seal_hash(number: int, at: datetime, previous: str, entry_ids: Sequence[int], digests: bytes) -> str:
    """Return the hash of a seal over its place in the chain, its time, its entries and their digests."""
    header = _text(["portal.audit seal 1", number, _instant(at), previous, list(entry_ids)])
    return hashlib.sha256(header + b"\n" + digests).hexdigest()


def split(digests: bytes) -> Iterable[bytes]:
    """Return the digests one by one."""
    return (digests[start : start + DIGEST] for start in range(0, len(digests), DIGEST))


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
