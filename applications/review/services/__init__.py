"""What reviewers do. Each verb owns its transaction, checks the role on the locked row and raises domain errors."""

from applications.review.services.checks import back_to_check, clear, open_review, open_reviews, reopen
from applications.review.services.fact_checks import (
    Sighting,
    check_facts,
    checkable,
    may_check_facts,
    newest_check,
)
from applications.review.services.health import may_open_health, open_health
from applications.review.services.refusals import confirm_refusal, propose_refusal, reject_refusal
from applications.review.services.rules import look_at_rules
from applications.review.services.scores import give_score

__all__ = [
    "Sighting",
    "back_to_check",
    "check_facts",
    "checkable",
    "clear",
    "confirm_refusal",
    "give_score",
    "look_at_rules",
    "may_check_facts",
    "may_open_health",
    "newest_check",
    "open_health",
    "open_review",
    "open_reviews",
    "propose_refusal",
    "reject_refusal",
    "reopen",
]
