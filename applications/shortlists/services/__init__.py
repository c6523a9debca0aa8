"""What is done with lists: made from reviews, changed by hand, frozen, corrected, released, verified, exported."""

from applications.shortlists.services.by_hand import decide, move
from applications.shortlists.services.drafts import build, correct, discard
from applications.shortlists.services.exporting import export_csv
from applications.shortlists.services.freezing import freeze
from applications.shortlists.services.reasons import give_line_reason, give_list_reason
from applications.shortlists.services.releasing import release
from applications.shortlists.services.verifying import verify

__all__ = [
    "build",
    "correct",
    "decide",
    "discard",
    "export_csv",
    "freeze",
    "give_line_reason",
    "give_list_reason",
    "move",
    "release",
    "verify",
]
