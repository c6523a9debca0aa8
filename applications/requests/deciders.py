"""Who took part in a decision, so that somebody else settles an appeal against it. Apps above know more than events."""

from __future__ import annotations

from collections.abc import Callable

from applications.models import ApplicationEvent

Deciders = Callable[[ApplicationEvent], set[int]]
_registered: list[Deciders] = []


def register(deciders: Deciders) -> None:
    """Let an app say who took part in the decision of an event, by key of their logins; once."""
    if deciders not in _registered:
        _registered.append(deciders)


def deciders_of(event: ApplicationEvent) -> set[int]:
    """Return the logins of all who took part."""
    own = {event.actor_id} if event.actor_id is not None else set()
    return own.union(*(each(event) for each in _registered))
