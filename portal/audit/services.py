"""Writing to the audit stream, and erasing the personal values beside it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import models, transaction

from portal.audit.canonical import detail_hash
from portal.audit.codes import CODES
from portal.audit.errors import NotPlain, UnlistedCode
from portal.audit.models import Detail, Entry
from portal.audit.plain import check_plain
from portal.common import clock
from portal.common.failures import request_id

logger = structlog.get_logger(__name__)
ERASED, EXPIRED = "audit.details_erased", "audit.details_expired"
SUBJECT = "accounts.user"
# How long the personal values of an entry are kept (docs/decisions/0023).
KEPT_FOR = timedelta(days=180)
_LONGEST = 500


def record(
    code: str,
    *,
    user: Any = None,
    office_id: int | None = None,
    about: models.Model | None = None,
    personal: Mapping[str, Any] | None = None,
    **data: Any,
) -> Entry:
    """Add an entry. `about` is the row it speaks of, `data` ids, codes and numbers, `personal` what may be erased.

    Outside production raises UnlistedCode for a code that portal.audit.codes does not know, and NotPlain for data that
    could be personal; in production such an entry is kept and the mistake logged.
    """
    kind = about._meta.label_lower if about is not None else ""
    key = str(about.pk) if about is not None else ""
    return record_about(
        code,
        user_id=getattr(user, "pk", None),
        office_id=office_id if office_id is not None else getattr(about, "office_id", None),
        row=(kind, key),
        personal=personal,
        data=data,
    )


def record_about(
    code: str,
    *,
    user_id: int | None,
    office_id: int | None = None,
    row: tuple[str, str] = ("", ""),
    personal: Mapping[str, Any] | None = None,
    data: Mapping[str, Any],
) -> Entry:
    """Add an entry about a row that is known by (kind, key) only. Raises what `record` raises."""
    _check(code, data)
    values = {name: str(value)[:_LONGEST] for name, value in (personal or {}).items() if value}
    salt = secrets.token_hex(32)
    entry = Entry(
        code=code,
        user_id=user_id,
        office_id=office_id,
        object_kind=row[0][:60],
        object_id=row[1][:40],
        data=dict(data),
        request_id=request_id()[:40],
        detail_sha256=detail_hash(salt, values) if values else "",
    )
    with transaction.atomic() if values else nullcontext():  # one statement is whole by itself
        entry.save(force_insert=True)
        if values:
            Detail.objects.create(entry=entry, user_id=user_id, at=entry.at, values=values, salt=salt)
    return entry


@transaction.atomic
def forget(user_id: int, *, actor: Any = None) -> int:
    """Erase the personal values of a person's entries, and say so in the stream. Return how many had any.

    Entries, seals and their hashes stay: `verify_audit` then reports those values as erased.
    """
    erased, _kinds = Detail.objects.filter(user_id=user_id).delete()
    record_about(
        ERASED,
        user_id=getattr(actor, "pk", None),
        row=(SUBJECT, str(user_id)),
        data={"entries": erased},
    )
    return erased


@transaction.atomic
def forget_old() -> int:
    """Erase personal values older than KEPT_FOR, and say so in the stream. Return how many there were."""
    before = clock.now() - KEPT_FOR
    erased, _kinds = Detail.objects.filter(at__lt=before).delete()
    if erased:
        record(EXPIRED, entries=erased, before=before.isoformat())
    return erased


def _check(code: str, data: Mapping[str, Any]) -> None:
    try:
        if code not in CODES:
            raise UnlistedCode(
                f"The audit stream has no code {code!r}. Add it with its sentence to portal/audit/codes.py, "
                "then run ./dev manage document_audit."
            )
        check_plain(data)
    except (UnlistedCode, NotPlain) as error:
        if not settings.PRODUCTION:
            raise
        # What happened is kept all the same: a mistake in its wording is no reason to lose it.
        logger.error("audit_entry_not_plain", code=code, error=str(error))
