"""What every verb of the register begins with: the row locked, and the actor asked."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from alumni.models import Association
from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from portal.common.locking import take_turn
from portal.offices.models import Office
from portal.offices.permissions import Permission
from portal.offices.queries import offices_with


def locked(association: Association, actor: Any) -> Association:
    """Lock an association and return it as stored. Raises NotAllowed: not_your_association.

    Everything about one association waits for this row, so that two people never write the same number twice.
    """
    rows = Association.objects.unscoped("the actor is asked at once").select_for_update(of=("self",))
    found: Association = rows.select_related("office").get(pk=association.pk)
    if not may_keep(actor, found.office):
        raise NotAllowed(
            "not_your_association",
            _("%(association)s is looked after by %(office)s; ask a liaison there.")
            % {"association": found, "office": found.office},
            office=found.office_id,
        )
    return found


def one_after_the_other() -> None:
    """Let ties between associations, and new addresses, be made one after the other until this transaction ends.

    Locking two associations each from its own side would make them wait for each other.
    """
    take_turn("alumni.register")


def may_keep(actor: Any, office: Office) -> bool:
    """Say whether somebody keeps the associations of an office today; None is the portal itself, which does."""
    if actor is None:
        return True
    offices = offices_with(actor, Permission.KEEP_ASSOCIATIONS)
    return offices is None or office.pk in offices


def check_day(day: date, association: Association) -> None:
    """Refuse a day that has not come where its office is, or that lies before the association was founded.

    Raises DomainError: day_to_come, before_founding.
    """
    today = clock.now().astimezone(ZoneInfo(association.office.time_zone)).date()
    if day > today:
        raise DomainError(
            "day_to_come",
            _("%(day)s is still to come. Enter what has happened by today, %(today)s.")
            % {"day": in_words(day), "today": in_words(today)},
            day=day.isoformat(),
        )
    check_founded(day, association)


def check_founded(day: date, association: Association) -> None:
    """Refuse a day before the year of founding. Raises DomainError: before_founding."""
    founded_year = association.founded_year
    if founded_year is not None and day.year < founded_year:
        raise DomainError(
            "before_founding",
            _("%(day)s lies before %(year)d, when the association was founded. Check the day, or correct that year.")
            % {"day": in_words(day), "year": founded_year},
            day=day.isoformat(),
            founded_year=founded_year,
        )


def in_words(day: date) -> str:
    """Write a day as the reader does."""
    return formats.date_format(day, "DATE_FORMAT")
