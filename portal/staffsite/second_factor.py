"""Whether this session was opened with a second factor, and when."""

from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest


def used_second_factor(request: HttpRequest) -> bool:
    """Say whether the second factor was used in this very session (allauth keeps the list of methods used)."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request))


def signed_in_at(request: HttpRequest) -> datetime | None:
    """Return when this session was opened (UTC), None for a session without a record."""
    times = [record["at"] for record in get_authentication_records(request) if "at" in record]
    return datetime.fromtimestamp(min(times), UTC) if times else None
