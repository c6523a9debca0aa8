"""Verifying: computing every digest and every link of the chain again, one seal at a time.

What is found is said with the ids that it concerns. Personal values that were erased by right leave the chain whole;
what cannot be seen from inside the database is written in docs/decisions/0023.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from portal.audit.canonical import ABSENT, DIGEST, GENESIS, detail_hash, entry_digest, seal_hash, split
from portal.audit.models import Detail, Entry, Seal, Unsealed
from portal.audit.services import ERASED, EXPIRED, SUBJECT

WHY = "verifying covers every office"
SHOWN = 1000  # stray entries named one by one


@dataclass
class Count:
    """What was read so far."""

    seals: int = 0
    entries: int = 0
    unsealed: int = 0
    details: int = 0
    erased: int = 0
    newest: Seal | None = None


def faults(count: Count, *, expect: str = "") -> Iterator[str]:
    """Yield each fault in words and fill `count` on the way. `expect` is the hash of a seal that must be there.

    Holds one seal and its entries at a time. Asked inside a REPEATABLE READ transaction it sees one moment, however
    long it takes.
    """
    found = not expect
    before: Seal | None = None
    while True:
        rows = Seal.objects.order_by("number")
        seal = (rows.filter(number__gt=before.number) if before is not None else rows).first()
        if seal is None:
            break
        yield from _link(before, seal)
        yield from _contents(seal, count)
        count.seals += 1
        found = found or seal.sha256 == expect
        before = seal
    count.newest = before
    if not found:
        yield _(
            "No seal has the hash %(hash)s that was written down. The end of the stream was cut off, or all of it "
            "was written anew."
        ) % {"hash": expect}
    yield from _outside()
    count.unsealed = Unsealed.objects.count()


def _link(before: Seal | None, seal: Seal) -> Iterator[str]:
    number = before.number + 1 if before is not None else 1
    if seal.number != number:
        missing = str(number) if seal.number == number + 1 else f"{number}–{seal.number - 1}"
        yield _("Seal %(missing)s is missing before seal %(number)d.") % {"missing": missing, "number": seal.number}
    elif seal.previous != (before.sha256 if before is not None else GENESIS):
        yield _("Seal %(number)d does not follow from the seal before it: one of them was replaced.") % {
            "number": seal.number
        }
    digests = bytes(seal.digests)
    if seal.sha256 != seal_hash(seal.number, seal.at, seal.previous, seal.entry_ids, digests):
        yield _("Seal %(number)d was changed: its hash is not that of what it holds.") % {"number": seal.number}
    elif len(digests) != DIGEST * len(seal.entry_ids):
        yield _("Seal %(number)d does not hold one digest for each of its entries.") % {"number": seal.number}


def _contents(seal: Seal, count: Count) -> Iterator[str]:
    entries = Entry.objects.unscoped(WHY).in_bulk(seal.entry_ids)
    details = Detail.objects.in_bulk(seal.entry_ids)
    erased: list[Entry] = []
    for key, digest in zip(seal.entry_ids, split(bytes(seal.digests)), strict=False):
        values = {"id": key, "number": seal.number}
        entry = entries.get(key)
        if entry is None:
            gone = _("Entry %(id)d was removed before it was sealed (seal %(number)d).")
            yield (gone if digest == ABSENT else _("Entry %(id)d was removed (seal %(number)d).")) % values
            continue
        count.entries += 1
        if entry_digest(entry) != digest:
            yield _("Entry %(id)d was changed, put in the place of another, or put back (seal %(number)d).") % values
        elif entry.detail_sha256:
            detail = details.get(key)
            if detail is None:
                erased.append(entry)
            elif detail_hash(detail.salt, detail.values) != entry.detail_sha256:
                yield _("The personal values of entry %(id)d were changed (seal %(number)d).") % values
            count.details += detail is not None
    yield from _erasures(erased, seal, count)


def _erasures(gone: list[Entry], seal: Seal, count: Count) -> Iterator[str]:
    """Personal values may go, but not without a trace: an erasure of that person, or of everything that old."""
    if not gone:
        return
    traces = Entry.objects.unscoped(WHY)
    people = {str(entry.user_id) for entry in gone if entry.user_id is not None}
    told: dict[str, int] = {}
    for person, key in (
        traces.filter(code=ERASED, object_kind=SUBJECT, object_id__in=people)
        .order_by("id")
        .values_list("object_id", "id")
    ):
        told[person] = key
    expiry = traces.filter(code=EXPIRED).order_by("-data__before").values_list("data__before", flat=True).first()
    expired_before = datetime.fromisoformat(expiry) if expiry else None
    for entry in gone:
        by_person = told.get(str(entry.user_id), 0) > entry.pk
        if by_person or (expired_before is not None and entry.at < expired_before):
            count.erased += 1
        else:
            yield _("The personal values of entry %(id)d are gone (seal %(number)d), and no erasure is on record.") % {
                "id": entry.pk,
                "number": seal.number,
            }


_STRAY = """
SELECT id FROM audit_entry
EXCEPT SELECT unnest(entry_ids) FROM audit_seal
EXCEPT SELECT entry_id FROM audit_unsealed
ORDER BY 1 LIMIT %s
"""
_LOST = """
SELECT entry_id FROM audit_unsealed WHERE NOT EXISTS (SELECT 1 FROM audit_entry WHERE id = entry_id)
ORDER BY 1 LIMIT %s
"""


def _outside() -> Iterator[str]:
    """Entries that nobody would ever seal, and such as were removed while they waited."""
    for statement, words in (
        (_STRAY, _("Entry %(id)d is in no seal and does not wait for one: it was put in, or its seal was removed.")),
        (_LOST, _("Entry %(id)d was removed while it waited for its seal.")),
    ):
        yield from (words % {"id": key} for key in _ids(statement))


def _ids(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [SHOWN])
        return [row[0] for row in cursor.fetchall()]
