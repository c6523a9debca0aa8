"""Tables of the register of associations."""

from alumni.models.associations import Association
from alumni.models.counts import MembershipCount
from alumni.models.founding import FoundingRequest, FoundingState
from alumni.models.officers import Officer
from alumni.models.standing import StandingChange
from alumni.models.statutes import Statutes

__all__ = [
    "Association",
    "FoundingRequest",
    "FoundingState",
    "MembershipCount",
    "Officer",
    "StandingChange",
    "Statutes",
]
