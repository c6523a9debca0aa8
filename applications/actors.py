"""Who acts: somebody with a login, or the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """`user` is None for the clock (SYSTEM)."""

    user: Any = None

    @property
    def is_system(self) -> bool:
        return self.user is None


SYSTEM = Actor()


def actor_for(user: Any) -> Actor:
    """Return the actor of a signed-in user. Raises ValueError for somebody anonymous."""
    if not getattr(user, "is_authenticated", False):
        raise ValueError("Only a signed-in user can act; got an anonymous one.")
    return Actor(user)
