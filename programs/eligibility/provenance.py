"""What a fact rests on, and the facts that are left where only better-founded ones count.

One rule, two strictnesses: a stage of a programme may set a floor. Facts that rest on less are shown to the same rules
as unknown, so a verdict that is decided at a floor is the verdict without one, as long as the values are the same.
"""

from collections.abc import Mapping
from enum import StrEnum

from programs.eligibility.facts import Facts


class Provenance(StrEnum):
    """What a fact rests on, from the weakest: somebody said so, a paper was handed in, staff saw it, staff know it."""

    DECLARED = "declared"
    DOCUMENT = "document"
    VERIFIED = "verified"
    STAFF = "staff"

    @property
    def rank(self) -> int:
        """Its place in the order, 0 for the weakest."""
        return _ORDER[self]

    def reaches(self, floor: "Provenance") -> bool:
        """Whether a fact that rests on this counts where `floor` is wanted."""
        return self.rank >= floor.rank


_ORDER = {provenance: rank for rank, provenance in enumerate(Provenance)}


def at_floor(facts: Facts, held: Mapping[str, Provenance], floor: Provenance) -> Facts:
    """The facts that count at a floor; the others are absent, sets as a whole.

    `held` says what each fact rests on; one that it does not name is declared.
    """
    return facts.keeping(key for key in facts if held.get(key, Provenance.DECLARED).reaches(floor))


def below_floor(facts: Facts, held: Mapping[str, Provenance], floor: Provenance) -> frozenset[str]:
    """Keys of the facts that are there and do not count at a floor."""
    return frozenset(facts) - frozenset(at_floor(facts, held, floor))


def as_seen(facts: Facts, seen: Facts) -> Facts:
    """The facts with the values that somebody saw in place of those that were given."""
    return Facts({**facts.values, **seen.values})
