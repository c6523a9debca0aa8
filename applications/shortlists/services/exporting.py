"""Exporting: a frozen list as a table that leaves the house, and the record of who took it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Protocol, TextIO, cast

from django.db import transaction
from django.utils.translation import gettext as _

from applications.addenda import counting_along
from applications.shortlists.columns import Row, chosen
from applications.shortlists.models import ExportRecord, Shortlist
from applications.shortlists.permissions import check
from applications.shortlists.queries import lines_with_people
from portal.audit.services import record
from portal.common.errors import DomainError
from portal.common.tables import write_csv


class Out(Protocol):
    """Where bytes go: a file, a spool, standard output."""

    def write(self, data: bytes, /) -> Any:
        """Take some bytes."""


@transaction.atomic
def export_csv(
    shortlist: Shortlist, out: Out, *, user: Any = None, columns: Iterable[str] | None = None
) -> ExportRecord:
    """Write a frozen or released list as CSV (UTF-8 with BOM) to `out` and record it; `user` is None for a command.

    Wherever this runs, the right of `user` is asked for again: between a page and its export a posting may end.
    Raises NotAllowed (`not_coordinator`, `own_application`), DomainError `not_frozen`, `unknown_column`, `no_column`.
    """
    if user is not None:
        check(user, shortlist.call)
    if shortlist.is_draft:
        raise DomainError(
            "not_frozen",
            _("This list is still a draft. Freeze it first: an export carries the checksum of what was frozen."),
        )
    wanted = chosen(shortlist, columns)
    lines = lines_with_people(shortlist).select_related("application__person__user", "own_reason")
    rows = lines.prefetch_related(
        "application__sections", "application__choices__theme", counting_along("application__")
    )
    encoded = _Encoded(out)
    cells = ([column.read(row) for column in wanted] for row in (Row(shortlist, line) for line in rows))
    written = write_csv(cast(TextIO, encoded), [column.heading for column in wanted], cells)
    made = ExportRecord.objects.create(
        office_id=shortlist.office_id,
        shortlist=shortlist,
        by=user,
        format="csv",
        columns=[column.key for column in wanted],
        rows=written,
        sha256=encoded.sha256,
    )
    record("shortlists.exported", user=user, about=shortlist, export=made.pk, format="csv", rows=written)
    return made


def file_name(shortlist: Shortlist, suffix: str = "csv") -> str:
    """Return the name an export is saved under: call, version and the start of the checksum."""
    return f"shortlist-{shortlist.call.slug}-v{shortlist.number}-{shortlist.sha256[:12]}.{suffix}"


class _Encoded:
    """Writes text as UTF-8, line ends as they come, and keeps the checksum of the bytes."""

    def __init__(self, out: Out) -> None:
        self._out = out
        self._hash = hashlib.sha256()

    def write(self, text: str) -> int:
        """Pass a text on."""
        data = text.encode()
        self._hash.update(data)
        self._out.write(data)
        return len(text)

    @property
    def sha256(self) -> str:
        """The checksum of what has been written so far."""
        return self._hash.hexdigest()
