"""Verbs of the register: each owns its transaction; what staff do leaves an entry in the audit stream."""

from alumni.services.counts import record_count
from alumni.services.founding import ask_to_found, settle_founding, withdraw_founding
from alumni.services.moving import move_to
from alumni.services.officers import agree, end_term, hand_over, name_officer, respell, strike
from alumni.services.register import add_association, correct, place_under
from alumni.services.standing import change_standing
from alumni.services.statutes import keep_statutes

__all__ = [
    "add_association",
    "agree",
    "ask_to_found",
    "change_standing",
    "correct",
    "end_term",
    "hand_over",
    "keep_statutes",
    "move_to",
    "name_officer",
    "place_under",
    "record_count",
    "respell",
    "settle_founding",
    "strike",
    "withdraw_founding",
]
