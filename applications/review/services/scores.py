"""A reviewer's one score."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application
from applications.review.models import Score
from applications.review.services.acting import locked_for, must_be
from applications.states import Status
from applications.workflow import By
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import Conflict, DomainError

HIGHEST = 100
SENTENCE_LIMIT = 500


@transaction.atomic
def give_score(application: Application, *, user: Any, value: int, sentence: str, expected_version: int) -> Score:
    """Give, or change, one's own score (0 to 100) with the sentence that defends it.

    `expected_version` is the version of one's score as one saw it, 0 for none yet. Raises NotAllowed (not_your_role),
    DomainError (score_range, sentence_missing, sentence_too_long, not_in_review), Conflict (score_conflict) with the
    stored value and sentence.
    """
    words = sentence.strip()
    _check(value, words)
    locked = locked_for(application, user=user, role=By.REVIEWER)
    must_be(locked, Status.IN_REVIEW, "not_in_review", _("Scores are given while an application is in review."))
    score = locked.scores.filter(reviewer=user.pk).first()
    if (score.version if score else 0) != expected_version:
        raise _conflict(score)
    if score is None:
        score = Score(office_id=locked.office_id, application=locked, reviewer_id=user.pk, version=0)
    score.value, score.sentence, score.version, score.given_at = value, words, score.version + 1, clock.now()
    score.save()
    record("review.score_given", user=user, about=score, application=locked.pk, value=value, version=score.version)
    return score


def _check(value: int, words: str) -> None:
    if not 0 <= value <= HIGHEST:
        raise DomainError(
            "score_range",
            _("%(value)s is no score; a score is a whole number from 0 to 100.") % {"value": value},
            value=value,
        )
    if not words:
        raise DomainError("sentence_missing", _("Say in a sentence why: a score without a reason cannot be defended."))
    if len(words) > SENTENCE_LIMIT:
        raise DomainError(
            "sentence_too_long",
            _("The sentence is %(length)s characters long; at most %(limit)s are kept. Shorten it.")
            % {"length": len(words), "limit": SENTENCE_LIMIT},
            length=len(words),
        )


def _conflict(score: Score | None) -> Conflict:
    if score is None:
        return Conflict("score_conflict", _("This page is older than the score it speaks of. Look again, then save."))
    return Conflict(
        "score_conflict",
        _("You changed this score in another window: stored is %(value)s, “%(sentence)s”. Save again to replace it.")
        % {"value": score.value, "sentence": score.sentence},
        stored_value=score.value,
        stored_sentence=score.sentence,
        stored_version=score.version,
    )
