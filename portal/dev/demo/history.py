"""What happened to a made-up application and when: in the order of the workflow, never later than a given instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from applications.services.guards import GRACE
from applications.states import Status
from applications.workflow import By, Edge, Event, edge_for, path_to
from programs.models import Call

# Days an office takes before a step, from the step before.
_PACE = {Event.CLEAR: (1, 5), Event.OPEN_REVIEW: (1, 4), Event.REFUSE: (4, 8), Event.WITHDRAW: (1, 6)}
# By then everything is read: the shortlist of a call that ended is frozen afterwards.
READ_AFTER = timedelta(days=18)


@dataclass(frozen=True)
class Step:
    """One event of a history: the workflow's row, its outcome, where it leads, and when."""

    edge: Edge
    outcome: str
    there: Status
    at: datetime


def office_hours(after: datetime, zone: str, random: Random) -> datetime:
    """Return an instant between 9 and 17 on the day of `after` or the next working day, in an office's zone."""
    local = after.astimezone(ZoneInfo(zone))
    local += timedelta(days=max(0, 7 - local.weekday()) if local.weekday() >= 5 else 0)
    return local.replace(
        hour=random.randint(9, 16), minute=random.randrange(60), second=random.randrange(60), microsecond=0
    )


def waking_hours(at: datetime, zone: str) -> datetime:
    """Return `at`, or some hours later when people sleep then."""
    local = at.astimezone(ZoneInfo(zone)).replace(microsecond=0)
    return local + timedelta(hours=7) if local.hour < 7 else local


def begun_and_sent(call: Call, now: datetime, random: Random) -> tuple[datetime, datetime]:
    """Draw when somebody begins while the call is open, and when they submit: hours or days later, in time."""
    last = min(now, call.closes_at) - timedelta(minutes=random.randint(2, 90))
    length = max(last - timedelta(hours=3) - call.opens_at, timedelta(hours=1))
    begun = min(waking_hours(call.opens_at + random.random() * length, call.time_zone), last - timedelta(hours=2))
    taken = timedelta(hours=1.5 + random.expovariate(1 / 40))
    if begun + taken > last:
        taken = (last - begun) * random.uniform(0.4, 1)
    return begun, min(waking_hours(begun + taken, call.time_zone), last.replace(microsecond=0))


def history(
    call: Call, *, outcome: str, aim: str, sent: datetime, refused: bool, until: datetime, random: Random
) -> list[Step]:
    """Return the steps towards `aim`, as far as they were taken by `until`.

    `outcome` is the screening's. An aim of `not_eligible` with `refused` is reached by a person's decision after it;
    who withdraws does so out of the review.
    """
    if aim == Status.DRAFT:
        return []
    if aim == Status.CLOSED:
        edge = _edge(Event.CLOSE_BY_DEADLINE, Status.DRAFT)
        return [Step(edge, "", Status.CLOSED, call.closes_at + GRACE + timedelta(seconds=random.randint(3, 59)))]
    steps = [Step(_edge(Event.SUBMIT, Status.DRAFT), outcome, Status(outcome), sent)]
    for edge, result, there in _way(outcome, aim, refused=refused):
        fewest, most = _PACE[edge.event]
        after = steps[-1].at + timedelta(days=random.randint(fewest, most))
        at = waking_hours(after, call.time_zone) if edge.by is By.APPLICANT else _at_the_office(after, call, random)
        if at > until:
            break
        steps.append(Step(edge, result, there, at))
    return steps


def _way(outcome: str, aim: str, *, refused: bool) -> list[tuple[Edge, str, Status]]:
    if refused:
        return [(_edge(Event.REFUSE, outcome), "", Status.NOT_ELIGIBLE)]
    if aim == Status.WITHDRAWN:
        out = (_edge(Event.WITHDRAW, Status.IN_REVIEW), "", Status.WITHDRAWN)
        return [*path_to(Status.IN_REVIEW, start=outcome), out]
    return path_to(aim, start=outcome)


def _at_the_office(after: datetime, call: Call, random: Random) -> datetime:
    return office_hours(after, call.time_zone, random)


def _edge(event: Event, status: str) -> Edge:
    edge = edge_for(event, status)
    assert edge is not None
    return edge
