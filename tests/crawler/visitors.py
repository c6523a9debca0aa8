"""Who crawls, and what each may see at most.

This is a second, independent saying of who sees what: it decides by role, office, programme and kind of thing, never by
asking the scopes of the product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.test import Client

from alumni.models import FoundingRequest, FoundingState
from portal.accounts.models import User
from portal.common import clock
from portal.offices.models import Office, OfficeKind, Role
from portal.offices.permissions import ROLES, Permission
from tests.crawler.canaries import Canary, Kind, Place
from tests.crawler.world import MINISTRY, OURS, World
from tests.factories import PersonFactory, PostingFactory
from tests.staff import staff_browser

# What a role must be allowed for a kind of thing of its own office to be shown to it.
NEEDS: Mapping[Kind, Permission] = {
    Kind.APPLICATION: Permission.READ_APPLICATIONS,
    Kind.REVIEW: Permission.READ_APPLICATIONS,
    Kind.HEALTH: Permission.READ_HEALTH,
    Kind.SHORTLIST: Permission.READ_SHORTLISTS,
    Kind.CALL: Permission.READ_CALLS,
    Kind.MAIL: Permission.READ_MAILS,
    Kind.AUDIT: Permission.READ_AUDIT,
    Kind.ASSOCIATION: Permission.KEEP_ASSOCIATIONS,
}
OF_A_PROGRAMME = {Kind.APPLICATION, Kind.REVIEW, Kind.HEALTH, Kind.SHORTLIST, Kind.CALL}
OF_THE_OWNER = {Kind.ACCOUNT, Kind.DRAFT, Kind.APPLICATION, Kind.HEALTH, Kind.COLLEAGUE, Kind.ASSOCIATION}


@dataclass(frozen=True)
class Posted:
    """One posting that counts today."""

    role: Role
    office: str
    at_ministry: bool
    programme: str = ""

    def reaches(self, place: Place) -> bool:
        """Say whether this posting lets its holder see a thing in such a place."""
        if place.kind is Kind.COLLEAGUE:
            return self.at_ministry or place.office == self.office
        if NEEDS.get(place.kind) not in ROLES[self.role]:
            return False
        if place.kind not in OF_A_PROGRAMME:
            return self.at_ministry or place.office == self.office
        if self.programme not in ("", place.programme):
            return False
        if not self.at_ministry:
            return place.office == self.office and self.role is not Role.MINISTRY
        if place.kind is Kind.CALL and self.role is Role.AUDITOR:
            return True  # who checks the others reads every call
        if self.role is Role.MINISTRY:
            return place.nominated
        return bool(self.programme)


@dataclass
class Visitor:
    """Somebody with a browser. `closed` says that no staff page answers at all."""

    name: str
    posted: tuple[Posted, ...] = ()
    user: Any = None
    closed: bool = False
    browser: Callable[[], Client] = field(default=Client)

    def may_see(self, place: Place) -> bool:
        """Say whether a thing in such a place may be shown to this visitor."""
        if place.kind is Kind.PUBLIC:
            return True
        if place.kind is Kind.SECRET:
            return False
        if self.user is not None and place.owner == self.user.pk and place.kind in OF_THE_OWNER:
            return True
        return any(posting.reaches(place) for posting in self.posted)

    def stranger_to(self, place: Place) -> bool:
        """Say whether not even the existence of a thing there is this visitor's business."""
        if self.may_see(place):
            return False
        return not any(posting.office == place.office or posting.at_ministry for posting in self.posted)

    def leaks(self, found: list[list[Canary]]) -> list[Canary]:
        """Return, of the canaries in a text, those that are this visitor's nowhere."""
        return [places[0] for places in found if not any(self.may_see(canary.place) for canary in places)]

    def __str__(self) -> str:
        return self.name


def staff(role: Role, *, ministry: bool = False, programme: str = "") -> Visitor:
    """Somebody posted at our embassy or at the ministry, signed in with a second factor."""
    code = MINISTRY if ministry else OURS
    office = Office.objects.get(code=code)
    user = PersonFactory(full_name="Visiting Colleague").user
    PostingFactory(user=user, office=office, role=role, programme=programme)
    where = "the ministry" if ministry else "our embassy"
    posting = Posted(role, code, office.kind == OfficeKind.MINISTRY, programme)
    only = f", {programme} only" if programme else ""
    return Visitor(f"{role.label} at {where}{only}", (posting,), user, browser=lambda: staff_browser(user))


def applicant(world: World, kind: Kind) -> Visitor:
    """The applicant of one of our embassy's applications: a draft, or one that was submitted."""
    from applications.models import Application

    row = next(r for r in world.of(Application) if r.place.office == OURS and r.place.kind is kind and r.place.owner)
    user = User.objects.get(pk=row.place.owner)
    return Visitor(f"applicant with {kind}", (), user, True, lambda: staff_browser(user, second_factor=False))


def founder(world: World) -> Visitor:
    """Who asked our embassy to support the founding of an association, has its answer, and asked again."""
    asked = [row for row in world.of(FoundingRequest) if row.place.office == OURS]
    row = next(row for row in asked if row.names["state"] == FoundingState.SUPPORTED)
    user = User.objects.get(pk=row.place.owner)
    return Visitor("who asked to found", (), user, True, lambda: staff_browser(user, second_factor=False))


def nobody() -> Visitor:
    """Somebody who is not signed in."""
    return Visitor("anonymous", closed=True)


def without_second_factor() -> Visitor:
    """A senior reviewer of ours whose session was opened by password alone."""
    known = staff(Role.SENIOR_REVIEWER)
    user = known.user
    return replace(
        known, name="without second factor", posted=(), closed=True,
        browser=lambda: staff_browser(user, second_factor=False),
    )  # fmt: skip


def posted_until_yesterday() -> Visitor:
    """A senior reviewer of ours whose posting ended yesterday."""
    known = staff(Role.SENIOR_REVIEWER)
    yesterday = (clock.now() - timedelta(days=1)).date()
    known.user.postings.update(starts_on=date(2020, 1, 1), ends_on=yesterday)
    return replace(known, name="posted until yesterday", posted=(), closed=True)


# Everybody who is no staff, or no longer, or not yet in this session.
OUTSIDERS: Mapping[str, Callable[[World], Visitor]] = {
    "anonymous": lambda world: nobody(),
    "applicant with a draft": lambda world: applicant(world, Kind.DRAFT),
    "applicant who submitted": lambda world: applicant(world, Kind.APPLICATION),
    "who asked to found": founder,
    "without second factor": lambda world: without_second_factor(),
    "posted until yesterday": lambda world: posted_until_yesterday(),
}
