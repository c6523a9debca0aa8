"""Overrides for tests: somebody whom a rule ends or leaves open, and officers who count that otherwise."""

from __future__ import annotations

from typing import Any

from applications.models import Application, Override
from applications.review.services import Given, confirm_override, propose_override
from portal.accounts.models import User
from portal.offices.models import Role
from programs.models import Call
from tests.scenarios import MEETS_ALL, submitted
from tests.staff import posted

ENDS = "MIRAI-NAT-1"
"""The rule on nationality rejects."""
LEFT_OPEN = "MIRAI-ENG-1"
TEXT = "The consulate confirmed that she holds a second nationality."


def given(rule: str = ENDS, **how: Any) -> Given:
    """Return what an officer gives."""
    default: dict[str, Any] = {
        "verdict": "pass", "reason_code": "document_shows", "text": TEXT, "seen_in": "Certificate shown at the counter",
    }  # fmt: skip
    return Given(rule, **{**default, **how})


def turned_down(call: Call, **facts: Any) -> Application:
    """Return an application that the rule on nationality ends."""
    return submitted(call, facts={**MEETS_ALL, "nationalities": ["FR"], **facts})


def left_open(call: Call, **facts: Any) -> Application:
    """Return an application that a rule leaves to a person."""
    return submitted(call, facts={**MEETS_ALL, "english_ok": False, **facts})


def senior(call: Call) -> User:
    """Return another senior reviewer of the call's office."""
    return posted(call.office, Role.SENIOR_REVIEWER, name="Naoko Hayashi")


def overridden(application: Application, **how: Any) -> Override:
    """Return an override in force, by two people where it takes two."""
    override = propose_override(application, given(**how), user=posted(application.office))
    if override.two_officers:
        override = confirm_override(override, user=senior(application.call))
    application.refresh_from_db()
    return override
