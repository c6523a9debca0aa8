"""Entries in words: one sentence each, from the table of codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.audit.codes import CODES
from portal.audit.models import Entry
from portal.audit.naming import APPLICATION, Names, names_for
from portal.audit.services import SUBJECT
from portal.offices.models import Role


@dataclass(frozen=True)
class Told:
    """What a reader is told of an entry."""

    sentence: str
    account: str
    office: str


class _Values(dict[str, Any]):
    """What stands in a sentence; what an old entry does not hold is a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def tell(entries: Iterable[Entry]) -> dict[int, Told]:
    """Return the words for each entry by its number; the number of queries does not grow with the entries."""
    listed = list(entries)
    users = {user for entry in listed for user in (entry.user_id, _whom(entry)) if user is not None}
    rows = {(entry.object_kind, entry.object_id) for entry in listed}
    rows |= {(APPLICATION, str(entry.data["application"])) for entry in listed if "application" in entry.data}
    names = names_for(users=users, offices={entry.office_id for entry in listed if entry.office_id}, rows=rows)
    return {entry.pk: _told(entry, names) for entry in listed}


def _told(entry: Entry, names: Names) -> Told:
    return Told(
        sentence=_sentence(entry, names), account=names.account(entry.user_id), office=names.office(entry.office_id)
    )


def _sentence(entry: Entry, names: Names) -> str:
    code = CODES.get(entry.code)
    if code is None:
        return entry.code  # from before the code was taken out of the table
    values = _Values({key: _plainly(value) for key, value in entry.data.items()})
    who = names.person(entry.user_id, entry.at, entry.office_id) if entry.user_id else str(code.nobody)
    whom = names.person(_whom(entry), entry.at, entry.office_id) or "—"
    values |= {"who": who, "whom": whom, "where": names.office(entry.office_id) or "—"}
    values["what"] = names.row(entry.object_kind, entry.object_id) if entry.object_kind else "—"
    if "application" in entry.data:
        values["application"] = names.row(APPLICATION, str(entry.data["application"]))
    if "role" in entry.data:
        values["role"] = dict(Role.choices).get(entry.data["role"], entry.data["role"])
    if entry.code == "files.opened":
        page = entry.data.get("page")
        values["kind"] = _("page %(number)s") % {"number": page} if page else _("the original")
    sentence = str(code.sentence) % values
    return sentence[:1].upper() + sentence[1:]


def _whom(entry: Entry) -> int | None:
    """The other person an entry speaks of: who was posted, or whose account it is."""
    if isinstance(entry.data.get("posted_user"), int):
        return int(entry.data["posted_user"])
    return int(entry.object_id) if entry.object_kind == SUBJECT and entry.object_id.isdigit() else None


def _plainly(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "—"
    text = str(value)
    try:
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M} UTC" if "T" in text else text
    except ValueError:
        return text
