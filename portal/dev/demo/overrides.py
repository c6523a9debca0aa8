"""One override that waits for a second person, where the rules turned somebody down."""

from __future__ import annotations

from collections.abc import Iterable

from applications.models import Application
from applications.overriding import standing_of
from applications.review.services import Given, propose_override
from applications.screened import made_by_screening
from applications.states import Status
from portal.accounts.models import User
from programs.eligibility import Verdict

_WHY = (
    "The guidelines leave room for cases like this one. The head of the culture section was asked and agrees; "
    "the ministry was told."
)
_SEEN = "Note of the culture section on the telephone call with the applicant's university"


def propose_one(rows: Iterable[Application], reviewer: User | None) -> None:
    """Let the reviewer propose to count the one rule as met that ended an application; nothing where there is none."""
    if reviewer is None:
        return
    for row in rows:
        standing = standing_of(row) if row.status == Status.NOT_ELIGIBLE and made_by_screening(row) else None
        if standing is None:
            continue
        failed = [key for key, verdict in standing.best.verdicts.items() if verdict is Verdict.FAIL]
        if len(failed) == 1 and not standing.bound.rule(failed[0]).health:
            propose_override(row, Given(failed[0], "pass", "exception_foreseen", _WHY, seen_in=_SEEN), user=reviewer)
            return
