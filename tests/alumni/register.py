"""Associations for tests: one entered by its liaison, as staff would."""

from __future__ import annotations

from datetime import date
from typing import Any

from alumni.models import Association
from alumni.services import add_association, change_standing
from alumni.states import Standing
from portal.offices.models import Office


def an_association(office: Office, name: str = "Kiel Circle", **said: Any) -> Association:
    """Return an association that is being founded."""
    details = {"country": "BE", "city": "Ghent", "founded_year": 1990, **said}
    return add_association(actor=None, office=office, names={"en": name}, **details)


def recognised(office: Office, name: str = "Kiel Circle", **said: Any) -> Association:
    """Return a recognised association that everybody may read about."""
    association = an_association(office, name, **{"published": True, **said})
    became(association, Standing.RECOGNISED, on=date(1991, 4, 13))
    return association


def became(association: Association, standing: str, *, on: date, **more: Any) -> Association:
    """Change the standing of an association, and bring it up to date."""
    change_standing(association, standing, actor=None, on=on, source="association", **{"reason": "As told.", **more})
    association.refresh_from_db()
    return association
