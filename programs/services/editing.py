"""What a coordinator changes of a call: times until it is announced, then the deadline, places and notes always."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.common.errors import DomainError
from programs.models import Call
from programs.services.calls import extend_deadline, extension_refused, locked_call, set_times

ALWAYS = ("shortlist_places", "reserve_places", "notes")
UNTIL_ANNOUNCED = ("accepts_not_eligible", "opens_local", "closes_local", "time_zone")
_TIMES = ("opens_local", "closes_local", "time_zone")


def refuse_change(call: Call, wanted: Mapping[str, Any]) -> None:
    """Raise DomainError with `field` among its values when `wanted` (fields of Call) cannot be put into a stored call.

    Codes: fixed_by_announcement, and those of set_times and of extension_refused.
    """
    new = {field: value for field, value in wanted.items() if getattr(call, field) != value}
    if call.announced_at is None:
        times = {field: wanted.get(field, getattr(call, field)) for field in _TIMES}
        try:
            set_times(Call(), times["opens_local"], times["closes_local"], times["time_zone"])
        except DomainError as error:
            field = "time_zone" if error.code == "unknown_zone" else "closes_local"
            raise DomainError(error.code, error.message, **{**error.values, "field": field}) from None
        return
    for field in new:
        if field in UNTIL_ANNOUNCED and field != "closes_local":
            raise DomainError(
                "fixed_by_announcement",
                _("The call is announced, so this can no longer change: people count on what they read."),
                field=field,
            )
    refused = extension_refused(call, new["closes_local"]) if "closes_local" in new else None
    if refused is not None:
        raise DomainError(refused.code, refused.message, **{**refused.values, "field": "closes_local"})


@transaction.atomic
def change_call(call: Call, wanted: Mapping[str, Any], *, actor: Any) -> list[str]:
    """Put fields into a call and return the names of those that changed. Raises NotAllowed, DomainError."""
    stored = locked_call(call, actor)
    refuse_change(stored, wanted)
    changed = [field for field, value in wanted.items() if getattr(stored, field) != value]
    if stored.announced_at is not None and "closes_local" in changed:
        stored = extend_deadline(stored, wanted["closes_local"], actor=actor)
    elif set(_TIMES) & set(changed):
        set_times(stored, *(wanted.get(field, getattr(stored, field)) for field in _TIMES))
    for field in changed:
        if field not in _TIMES:
            setattr(stored, field, wanted[field])
    if changed:
        stored.save()
        record("programs.call_changed", user=actor, about=stored, fields=changed)
    return changed
