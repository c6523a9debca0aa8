"""What loading the catalogue says: one line for each thing in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BY_STAFF = "changed by staff"
REMOVED_BY_STAFF = "removed by staff"
IN_USE = "no longer in the catalogue, but in use"


class Loaded(StrEnum):
    """What became of one thing in the catalogue."""

    ADDED = "added"
    UPDATED = "updated"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@dataclass(frozen=True)
class Line:
    """One thing of the catalogue.

    `differs` names the fields that were updated, or in which a kept thing is not what the catalogue wrote; `why` says
    why a kept one was kept.
    """

    what: str
    name: str
    result: Loaded
    differs: tuple[str, ...] = ()
    why: str = ""

    def __str__(self) -> str:
        words = f"{self.what} {self.name}: {self.result}"
        if self.why:
            words += f": {self.why}"
        return words + (f" ({', '.join(self.differs)})" if self.differs else "")
