"""What the numbers in entries stand for: people, offices and rows, named as far as a reader of the stream may know.

People are named who are or were staff anywhere: what they did in an office's name is what the stream is for. Applicants
stay numbers, and their applications are named by reference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common.reference import normalise
from portal.offices.models import Office, Posting

APPLICATION = "applications.application"
# Rows that have a name of their own which is nobody's; of all others the number is said.
NAMED_BY: Mapping[str, str] = {
    APPLICATION: "reference",
    "alumni.association": "slug",
    "offices.office": "code",
    "programs.call": "slug",
    "programs.round": "slug",
}


@dataclass
class Names:
    """People with their postings, offices, and names of rows by (kind, key)."""

    staff: Mapping[int, User] = field(default_factory=dict)
    postings: Mapping[int, list[Posting]] = field(default_factory=dict)
    offices: Mapping[int, Office] = field(default_factory=dict)
    rows: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def account(self, user_id: int | None) -> str:
        """The login's address of somebody who is or was staff, the number of anybody else, '' for nobody."""
        if user_id is None:
            return ""
        user = self.staff.get(user_id)
        return user.email if user is not None else _("account %(id)d") % {"id": user_id}

    def person(self, user_id: int | None, at: datetime, office_id: int | None = None) -> str:
        """Name somebody with the role and office they had then, at `office_id` where they had one there."""
        user = self.staff.get(user_id or 0)
        if user is None:
            return self.account(user_id)
        name = isolated(getattr(getattr(user, "person", None), "full_name", "") or user.email)
        held = [posting for posting in self.postings.get(user.pk, []) if _in_force(posting, at)]
        held.sort(key=lambda posting: posting.office_id != office_id)
        if not held:
            return name
        return _("%(name)s (%(role)s, %(office)s)") % {
            "name": name,
            "role": held[0].get_role_display(),
            "office": held[0].office,
        }

    def office(self, office_id: int | None) -> str:
        """An office by name, or the number of one that is gone, '' for none."""
        if office_id is None:
            return ""
        return str(self.offices.get(office_id) or _("office %(id)d") % {"id": office_id})

    def row(self, kind: str, key: str) -> str:
        """Say what a row is: "application 7F3ATK29QDX", "file no. 12"."""
        model = _model(kind)
        noun = str(model._meta.verbose_name) if model is not None else kind
        name = self.rows.get((kind, key), "")
        return f"{noun} {name}" if name else _("%(noun)s no. %(key)s") % {"noun": noun, "key": key}


def names_for(*, users: Iterable[int], offices: Iterable[int], rows: Iterable[tuple[str, str]]) -> Names:
    """Fetch the names of everything that a page of entries mentions, in a number of queries that does not grow."""
    postings: dict[int, list[Posting]] = defaultdict(list)
    for posting in Posting.objects.filter(user__in=set(users)).select_related("office", "user__person").order_by("pk"):
        postings[posting.user_id].append(posting)
    staff = {held[0].user_id: held[0].user for held in postings.values()}
    return Names(
        staff=staff, postings=dict(postings), offices=Office.objects.in_bulk(set(offices)), rows=dict(_named(rows))
    )


def find(term: str) -> tuple[set[int], set[tuple[str, str]]]:
    """Return (users, rows) that words typed into a search may mean: an address or name of staff, a reference.

    What comes back is only ever used to narrow entries that the reader may see.
    """
    rows: set[tuple[str, str]] = set()
    reference, model = normalise(term), _model(APPLICATION)
    if reference and model is not None:
        found = model._base_manager.filter(reference=reference).values_list("pk", flat=True)
        rows = {(APPLICATION, str(key)) for key in found}
    staff = Posting.objects.values("user")
    by_address = User.objects.filter(pk__in=staff, email__icontains=term)
    by_name = User.objects.filter(pk__in=staff, person__full_name__icontains=term)
    return set((by_address | by_name).values_list("pk", flat=True)[:200]), rows


def isolated(name: str) -> str:
    """Keep a name apart from the sentence around it, whatever its direction (Unicode's FSI and PDI)."""
    return f"\u2068{name}\u2069"


def _named(rows: Iterable[tuple[str, str]]) -> Iterable[tuple[tuple[str, str], str]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for kind, key in rows:
        if kind in NAMED_BY and key.isascii() and key.isdigit():
            wanted[kind].add(key)
    for kind, keys in wanted.items():
        model = _model(kind)
        if model is None:
            continue
        # The base manager, not the scoped one: the entry came through its own scope, and a reference names nobody.
        for key, name in model._base_manager.filter(pk__in=keys).values_list("pk", NAMED_BY[kind]):
            yield (kind, str(key)), str(name)


def _model(kind: str) -> type[Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _in_force(posting: Posting, at: datetime) -> bool:
    day = at.astimezone(UTC).date()
    if posting.closed_at is not None and posting.closed_at < at:
        return False
    return posting.starts_on <= day and (posting.ends_on is None or posting.ends_on >= day)
