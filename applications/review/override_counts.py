"""Overrides counted per office, rule and reason, beside how many applications were screened there. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from applications.models import Application, CountedAs, Override, OverrideReason, OverrideState
from applications.review.queries import TO_CONFIRM, TO_CONFIRM_AGAIN
from portal.offices.models import Office


@dataclass(frozen=True)
class OverrideCount:
    """One line: a rule at an office, counted as something for a reason. `screened`: submitted applications there.

    What was still to be decided when the application came to its end is counted as ended.
    """

    office: Office
    rule: str
    verdict: CountedAs
    reason: OverrideReason
    in_force: int
    open: int
    asks_again: int
    ended: int
    screened: int

    @property
    def share(self) -> str:
        """How many of a hundred screened applications have it in force, to one place."""
        return f"{self.in_force * 100 / self.screened:.1f}" if self.screened else "–"


def override_counts(
    overrides: QuerySet[Override, Override], applications: QuerySet[Application, Application]
) -> list[OverrideCount]:
    """Return a line per office, rule, verdict and reason, by office and rule: three queries.

    Both sets come through the reader's scope, narrowed alike. An application with several choices counts once.
    """
    rows = list(
        overrides.order_by()
        .values_list("office_id", "rule_key", "to_verdict", "reason_code")
        .annotate(
            in_force=_applications(Q(state=OverrideState.IN_FORCE)),
            open=_applications(TO_CONFIRM),
            to_confirm=_applications(TO_CONFIRM_AGAIN),
            ended=_applications(~Q(state=OverrideState.IN_FORCE) & ~TO_CONFIRM & ~TO_CONFIRM_AGAIN),
        )
    )
    offices = Office.objects.in_bulk({row[0] for row in rows})
    screened = _screened(applications, offices)
    found = [
        OverrideCount(
            offices[office],
            rule,
            CountedAs(verdict),
            OverrideReason(reason),
            in_force=live,
            open=waiting,
            asks_again=again,
            ended=ended,
            screened=screened.get(office, 0),
        )
        for office, rule, verdict, reason, live, waiting, again, ended in rows
    ]
    return sorted(found, key=lambda line: (str(line.office), line.rule, line.verdict, line.reason))


def _applications(condition: Q) -> Any:
    return Count("application", filter=condition, distinct=True)


def _screened(applications: QuerySet[Application, Application], offices: Iterable[int]) -> dict[int, int]:
    submitted = applications.filter(submitted_at__isnull=False, office__in=list(offices)).order_by()
    return dict(submitted.values_list("office_id").annotate(n=Count("pk")))
