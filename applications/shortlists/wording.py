"""How lists speak of people and instants."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _


def who(user: Any) -> str:
    """Return a member of staff as colleagues know them: the name, else the email address; '—' for nobody."""
    if user is None:
        return "—"
    person = getattr(user, "person", None)
    return (person.full_name if person else "") or user.email


def when(instant: datetime | None) -> str:
    """Return an instant in UTC: '3 March 2027, 09:15 UTC'; '—' for none."""
    if instant is None:
        return "—"
    return _("%(day_and_time)s UTC") % {"day_and_time": formats.date_format(instant.astimezone(UTC), "DATETIME_FORMAT")}
