"""A call's shortlist. Frozen ones are canonical JSON with a checksum; a correction is a new version."""

from applications.shortlists.models.exports import ExportRecord
from applications.shortlists.models.lines import Decision, LineMove, LineReason, ShortlistLine
from applications.shortlists.models.lists import PassOverCode, Shortlist, ShortlistQuerySet, ShortlistState

__all__ = [
    "Decision",
    "ExportRecord",
    "LineMove",
    "LineReason",
    "PassOverCode",
    "Shortlist",
    "ShortlistLine",
    "ShortlistQuerySet",
    "ShortlistState",
]
