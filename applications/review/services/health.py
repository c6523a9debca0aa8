"""Staff open health answers by a right of their own, and never without a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import health
from applications.models import Addendum, Application
from applications.permissions import holds_on
from portal.audit.services import record
from portal.common.errors import NotAllowed
from portal.offices.permissions import Permission


@dataclass(frozen=True)
class CorrectedHealth:
    """An answer about health as a correction says it; None: not answered."""

    addendum: Addendum
    key: str
    after: Any


@dataclass(frozen=True)
class OpenedHealth:
    """The answers about health as they were submitted, by question, and what was corrected since."""

    submitted: dict[str, Any]
    corrections: list[CorrectedHealth]


def may_open_health(application: Application, *, user: Any) -> bool:
    """Say whether `user` may open the health answers of this application."""
    return holds_on(user, application, Permission.READ_HEALTH)


@transaction.atomic
def open_health(application: Application, *, user: Any) -> OpenedHealth:
    """Return the health answers in clear, as submitted and as corrected. What cannot be recorded is not opened.

    Raises NotAllowed (not_your_role), DomainError (health_key_missing).
    """
    if not may_open_health(application, user=user):
        raise NotAllowed(
            "not_your_role",
            _("Health declarations are opened by senior reviewers. Your postings today do not include that."),
            needs=Permission.READ_HEALTH.value,
        )
    record("applications.health_opened", user=user, about=application)
    corrections = application.addendum_health.select_related("addendum")
    return OpenedHealth(
        health.read(application),
        [
            CorrectedHealth(row.addendum, row.key, None if row.after is None else health.decrypt(bytes(row.after)))
            for row in corrections.order_by("addendum__number", "key")
        ],
    )
