"""What reviewers do. Each verb owns its transaction, checks the role on the locked row and raises domain errors."""

from applications.review.services.addenda import may_decide_addenda, set_aside_addendum, take_addendum
from applications.review.services.checks import back_to_check, clear, open_review, open_reviews, reopen
from applications.review.services.fact_checks import (
    Sighting,
    check_facts,
    checkable,
    may_check_facts,
    newest_check,
)
from applications.review.services.health import may_open_health, open_health
from applications.review.services.override_input import Given
from applications.review.services.overrides import (
    confirm_override,
    confirm_override_again,
    let_override_go,
    propose_override,
    revoke_override,
    send_back_override,
)
from applications.review.services.refusals import confirm_refusal, propose_refusal, reject_refusal
from applications.review.services.rules import look_at_rules
from applications.review.services.sameness import note_sameness
from applications.review.services.scores import give_score

__all__ = [
    "Given",
    "Sighting",
    "back_to_check",
    "check_facts",
    "checkable",
    "clear",
    "confirm_override",
    "confirm_override_again",
    "confirm_refusal",
    "give_score",
    "let_override_go",
    "look_at_rules",
    "may_check_facts",
    "may_decide_addenda",
    "may_open_health",
    "newest_check",
    "note_sameness",
    "open_health",
    "open_review",
    "open_reviews",
    "propose_override",
    "propose_refusal",
    "reject_refusal",
    "reopen",
    "revoke_override",
    "send_back_override",
    "set_aside_addendum",
    "take_addendum",
]
