"""Sessions that people end on their own page are on record."""

from collections.abc import Iterable
from typing import Any

from allauth.core import context
from allauth.usersessions.adapter import DefaultUserSessionsAdapter

from portal.audit.services import record


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """How allauth ends the sessions that somebody chose among their own."""

    def end_sessions(self, sessions: Iterable[Any]) -> None:
        """End them, and say how many."""
        chosen = list(sessions)
        user = getattr(context.request, "user", None)
        super().end_sessions(chosen)
        if chosen:
            record("accounts.sessions_ended", user=user, about=user, sessions=len(chosen))
