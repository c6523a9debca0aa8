"""Whose each row of the register of associations is.

An association that its office publishes is everybody's, and so are the figures that count. All else about it, published
or not, is for who keeps the associations of its office: the history with its reasons, figures that a later entry
replaced, and every term. Of a person no row is ever public: of an officer who is named now, the names alone are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Model, Q

from alumni.models import Association, FoundingRequest, MembershipCount, Officer
from portal.accounts.models import Person
from portal.common import clock
from tests.crawler.canaries import Kind, Place
from tests.crawler.codes import code_of

NAMES = ("full_name", "native_name")  # a passport's spelling is nobody's business


def _kept(row: Any) -> Place:
    return Place(Kind.ASSOCIATION, code_of(row.office_id))


def _of_association(row: Association) -> Place:
    return replace(_kept(row), kind=Kind.PUBLIC) if row.published else _kept(row)


def _of_count(row: MembershipCount) -> Place:
    later = MembershipCount._base_manager.filter(association=row.association_id, on=row.on, pk__gt=row.pk)
    return _kept(row) if later.exists() else _of_association(row.association)


def _of_founding(row: FoundingRequest) -> Place:
    # The answer is for who asked, and so is the way to withdraw: everything in the row is theirs too.
    return replace(_kept(row), owner=row.asked_by.user_id)


OF_THE_REGISTER: Mapping[str, Callable[[Any], Place]] = {
    "alumni.Association": _of_association,
    "alumni.MembershipCount": _of_count,
    # Since when it is what it is stands on the public page; the reason, and who recorded it, do not.
    "alumni.StandingChange": _kept,
    # A term holds no words of its own; that it is one of somebody who is not named is no one else's business.
    "alumni.Officer": _kept,
    "alumni.Statutes": _kept,
    "alumni.FoundingRequest": _of_founding,
}


def of_person(row: Person) -> Place | None:
    """Return whose an officer is, or somebody who asked to found an association; None for others."""
    held = Officer._base_manager.filter(person=row).order_by("pk").first()
    if held is not None:
        return _kept(held)
    asked = FoundingRequest._base_manager.filter(asked_by=row).order_by("pk").first()
    return _of_founding(asked) if asked is not None else None


def office_asked_by(user: Any) -> str:
    """Return the code of the office that a login asked to found an association, '' for none."""
    asked = FoundingRequest._base_manager.filter(asked_by__user=user).order_by("pk").first()
    return code_of(asked.office_id) if asked is not None else ""


def of_column(row: Model, column: str, place: Place) -> Place:
    """Return whose a column is, where it is another's than its row: a name that stands on a public page."""
    if isinstance(row, Person) and column in NAMES and _is_named(row):
        return replace(place, kind=Kind.PUBLIC)
    return place


def _is_named(person: Person) -> bool:
    """Say whether one agreed to be named, for a term that holds today, by an association that everybody sees."""
    today = clock.now().date()
    held = Officer._base_manager.filter(person=person, public_since__isnull=False, association__published=True)
    return held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today).exists()
