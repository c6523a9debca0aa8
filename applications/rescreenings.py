"""Reads about re-screenings: whom a run covers, how far it is, what is held for whom. No writes.

Current is what an application's own binding says; held is what a finished run says that nobody has released.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, F, OuterRef, Q, QuerySet

from applications.models import (
    Application,
    LineKind,
    Rescreening,
    RescreeningLine,
    RunScope,
    RunState,
    ScreeningTask,
)
from applications.states import ENDED_FOR_GOOD, SCREENED, Status
from programs.models import Binding, Call

_OF_A_RUN = "the run was reached through its scope, or a service checked the actor"
NOT_DECIDED = SCREENED | {Status.IN_REVIEW}


def covered(call: Call, scope: str) -> QuerySet[Application, Application]:
    """Return the submitted applications of a call that a run of this scope screens again."""
    rows: QuerySet[Application, Application] = Application.objects.unscoped(_OF_A_RUN).filter(
        call=call, submitted_at__isnull=False
    )
    match scope:
        case RunScope.OPEN:
            return rows.filter(status__in=sorted(NOT_DECIDED))
        case RunScope.ALL:
            return rows.exclude(status__in=sorted(ENDED_FOR_GOOD))
    return rows.none()


def to_bring_under(binding: Binding, call: Call, scope: str) -> QuerySet[Application, Application]:
    """Return those that a run of this scope brings under a binding: all it covers but who stands under it already."""
    return covered(call, scope).exclude(binding=binding)


def left_under_other_rules() -> QuerySet[Application, Application]:
    """Return a subquery for calls: the applications that a run of the widest scope would bring to the rules in force.

    A release of a narrower scope leaves some, as it does those whom it passed over and those submitted meanwhile.
    """
    rows: QuerySet[Application, Application] = Application.objects.unscoped(_OF_A_RUN).filter(
        call=OuterRef("pk"), submitted_at__isnull=False
    )
    return rows.exclude(status__in=sorted(ENDED_FOR_GOOD)).exclude(binding=F("call__binding")).order_by()


def still_to_screen(run: Rescreening) -> QuerySet[Application, Application]:
    """Return what a run has not come to yet, in its order. Who submits after its start keeps the rules of the draft."""
    rows = to_bring_under(run.to_binding, run.call, run.scope)
    return rows.filter(submitted_at__lte=run.started_at, pk__gt=run.last_key).order_by("pk")


def drafts_of(call: Call) -> int:
    """Return how many drafts of a call there are. They keep the rules they were begun with."""
    return int(Application.objects.unscoped(_OF_A_RUN).filter(call=call, status=Status.DRAFT).count())


@dataclass(frozen=True)
class Progress:
    """How far a run is and what it found; all of it counted from its lines, so a repeated chunk changes nothing."""

    total: int
    done: int
    by_kind: dict[str, int]
    moves: tuple[tuple[str, str, int], ...]

    @property
    def changed(self) -> int:
        """How many would come out otherwise."""
        return self.by_kind.get(LineKind.CHANGED, 0)

    @property
    def screened(self) -> int:
        """How many were screened: all but those whose values were erased."""
        return self.done - self.by_kind.get(LineKind.ERASED, 0)

    @property
    def percent(self) -> int:
        """Of those there were at the start, at most 100."""
        return min(100, self.done * 100 // self.total) if self.total else 100


def progress(run: Rescreening) -> Progress:
    """Return how far a run is: one query."""
    lines = RescreeningLine.objects.unscoped(_OF_A_RUN).filter(run=run).order_by()
    rows = list(lines.values_list("kind", "old_outcome", "new_outcome").annotate(n=Count("pk")))
    by_kind: dict[str, int] = {}
    for kind, _old, _new, number in rows:
        by_kind[kind] = by_kind.get(kind, 0) + number
    moves = sorted((old, new, number) for kind, old, new, number in rows if kind == LineKind.CHANGED)
    return Progress(run.total, sum(by_kind.values()), by_kind, tuple(moves))


def changed_lines(run: Rescreening) -> QuerySet[RescreeningLine, RescreeningLine]:
    """Return the lines that come out otherwise, with their applications."""
    lines: QuerySet[RescreeningLine, RescreeningLine] = RescreeningLine.objects.unscoped(_OF_A_RUN).filter(
        run=run, kind=LineKind.CHANGED
    )
    return lines.select_related("application__person").order_by("application_id")


@dataclass(frozen=True)
class NewRules:
    """What new rules say of one application beside what is in force.

    `held` is not released; `task` was released, and nobody has looked at it.
    """

    held: RescreeningLine | None = None
    task: ScreeningTask | None = None


NOTHING_NEW = NewRules()


def new_rules_for(applications: Iterable[int]) -> dict[int, NewRules]:
    """Return by application what new rules say, of those where they say anything: one query."""
    lines = RescreeningLine.objects.unscoped("keys of a page that came through the scope").filter(
        Q(run__state=RunState.HELD) & ~Q(kind=LineKind.ERASED) | Q(task__isnull=False, task__closed_at__isnull=True),
        application__in=list(applications),
    )
    found: dict[int, NewRules] = {}
    for line in lines.select_related("task", "run__to_binding__rule_set_version__rule_set").order_by("pk"):
        before = found.get(line.application_id, NOTHING_NEW)
        task = getattr(line, "task", None)
        if line.run.state == RunState.HELD:
            found[line.application_id] = replace(before, held=line)
        elif task is not None:
            found[line.application_id] = replace(before, task=task)
    return found


def submitted_since(run: Rescreening) -> int:
    """Return how many were submitted after the run began: they keep the rules of their drafts."""
    rows = Application.objects.unscoped(_OF_A_RUN).filter(call=run.call_id, submitted_at__gt=run.started_at)
    return int(rows.filter(~Q(binding=run.to_binding_id)).count())
