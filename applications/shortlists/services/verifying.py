"""Verification: the content of a frozen list computed again from its lines, and compared with what was frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from applications.shortlists.content import content_of
from applications.shortlists.lot import lot
from applications.shortlists.models import Shortlist
from applications.shortlists.queries import lines_with_people
from portal.common.errors import DomainError
from programs.eligibility.canonical import sha256_of


@dataclass(frozen=True)
class Verification:
    """`differences` in words, none when the list is what was frozen; `erased` reasons whose words are gone by right."""

    sha256: str
    differences: list[str] = field(default_factory=list)
    erased: int = 0

    @property
    def word(self) -> str:
        """verified, erased (verified, but for words that were erased) or differs."""
        if self.differences:
            return "differs"
        return "erased" if self.erased else "verified"


def verify(shortlist: Shortlist) -> Verification:
    """Compare a frozen list with its checksum, its lines, its lots and its reasons. Raises DomainError `not_frozen`."""
    if shortlist.is_draft:
        raise DomainError(
            "not_frozen", _("This list is still a draft and has no checksum yet. It gets one when it is frozen.")
        )
    differences = []
    if sha256_of(shortlist.content) != shortlist.sha256:
        differences.append(
            _("The frozen content has the checksum %(now)s, not %(frozen)s.")
            % {"now": sha256_of(shortlist.content), "frozen": shortlist.sha256}
        )
    lines = list(lines_with_people(shortlist))
    seed = shortlist.call.lot_seed
    differences += [
        _("Rank %(rank)s: the lot is not the one drawn from the call's seed.") % {"rank": line.rank}
        for line in lines
        if line.lot != lot(seed, line.application.lot_token)
    ]
    now = content_of(shortlist, lines)
    erased = 0
    for place, before, after in _unequal(shortlist.content, now, ""):
        if place.endswith("reason_sha256") and before and after == "":
            erased += 1
        else:
            differences.append(
                _("%(place)s: frozen %(before)s, now %(after)s.") % {"place": place, "before": before, "after": after}
            )
    return Verification(shortlist.sha256, differences, erased)


def _unequal(before: Any, after: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    """Go through what differs between two contents, with its place: `lines[3].score`."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from _unequal(before.get(key), after.get(key), f"{place}.{key}" if place else key)
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            left = before[index] if index < len(before) else None
            right = after[index] if index < len(after) else None
            yield from _unequal(left, right, f"{place}[{index + 1}]")
    elif before != after:
        yield place, before, after
