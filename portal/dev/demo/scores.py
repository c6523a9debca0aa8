"""Scores of made-up applications: given after the review was opened, with a sentence that suits the number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from applications.models import Application
from applications.review.models import Score
from portal.dev.demo.applications import Staff
from portal.dev.demo.history import office_hours

# What is said up to a number of points.
_SENTENCES = (
    (54, "General words that would fit any programme; no aim that could be checked."),
    (54, "Does not say what the visit would change, and the documents are thin."),
    (54, "Little to do with the subject so far, and no plan for afterwards."),
    (69, "Good grades; the reasons could be closer to the subject."),
    (69, "A fair plan, but one sentence on why Japan and not elsewhere."),
    (69, "Solid studies; what is to come of it remains open."),
    (69, "Knows the subject from courses only, and says so honestly."),
    (84, "Clear aims, and a plan for afterwards that can be checked."),
    (84, "Convincing link between studies and the plan."),
    (84, "Writes well, asks questions one would like to hear answered."),
    (84, "Good preparation, and others will profit from it."),
    (100, "Knows the subject from practice, and has already brought people together on it."),
    (100, "Outstanding in every part; the plan has dates and names in it."),
    (100, "The best prepared of those I have read for this call."),
)


def give_scores(
    rows: list[Application],
    opened: Mapping[int, datetime],
    staff: Staff,
    certain: float,
    until: datetime,
    random: Random,
) -> None:
    """Let the reviewer score with the chance `certain`, and the senior reviewer more than half, if in time.

    `opened` says by application since when it is in review; no score is given after `until`.
    """
    scores = []
    for row in rows:
        quality = random.gauss(71, 12)
        for reviewer, chance in ((staff.reviewer, certain), (staff.senior, 0.6)):
            if reviewer is None or random.random() >= chance:
                continue
            read = opened[row.pk] + timedelta(days=random.randint(1, 4))
            at = office_hours(read, row.call.time_zone, random)
            if at > until:
                continue
            value = min(98, max(31, round(random.gauss(quality, 5))))
            scores.append(
                Score(
                    office_id=row.office_id,
                    application=row,
                    reviewer=reviewer,
                    value=value,
                    sentence=_sentence(value, random),
                    given_at=at,
                )
            )
    Score.objects.bulk_create(scores, batch_size=500)


def _sentence(value: int, random: Random) -> str:
    limit = next(most for most, _text in _SENTENCES if value <= most)
    return random.choice([text for most, text in _SENTENCES if most == limit])
