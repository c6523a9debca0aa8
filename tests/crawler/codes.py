"""The codes of offices by their keys, asked of the database once."""

from __future__ import annotations

from portal.offices.models import Office

_codes: dict[int, str] = {}


def code_of(office_id: int | None) -> str:
    """Return an office's code, '' for none."""
    if office_id is None:
        return ""
    if office_id not in _codes:
        _codes[office_id] = Office.objects.get(pk=office_id).code
    return _codes[office_id]


def forget() -> None:
    """Forget the offices of another world."""
    _codes.clear()
