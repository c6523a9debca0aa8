"""What reviewers do. Each verb owns its transaction, checks the role on the locked row and raises domain errors."""

from applications.review.services.checks import clear, open_review, open_reviews, reopen
from applications.review.services.health import may_open_health, open_health
from applications.review.services.refusals import confirm_refusal, propose_refusal, reject_refusal
from applications.review.services.rules import look_at_rules
from applications.review.services.scores import give_score

__all__ = [
    "clear",
    "confirm_refusal",
    "give_score",
    "look_at_rules",
    "may_open_health",
    "open_health",
    "open_review",
    "open_reviews",
    "propose_refusal",
    "reject_refusal",
    "reopen",
]
