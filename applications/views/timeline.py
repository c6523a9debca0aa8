"""The way of an application as its applicant sees it: what happened, who has it, what comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.labels import Shown, shown_to_applicant
from applications.models import Application, ApplicationEvent
from applications.states import Status


@dataclass(frozen=True)
class Step:
    """One line of components/timeline.html; `state` is done, current, upcoming or stopped."""

    state: str
    title: str
    when: datetime | None = None
    who: str = ""
    text: str = ""


@dataclass(frozen=True)
class _Milestone:
    """`at` are the states in which it is the present step, `passed` those whose arrival dates it."""

    title: str | Promise
    at: frozenset[Status]
    passed: frozenset[Status]


_DECIDED = frozenset({Status.SHORTLISTED, Status.RESERVE, Status.NOT_SHORTLISTED})
_WAY = (
    _Milestone(_("Received"), frozenset(), frozenset({Status.ELIGIBLE, Status.NEEDS_CHECK, Status.NOT_ELIGIBLE})),
    _Milestone(
        _("Requirements checked"),
        frozenset({Status.NEEDS_CHECK}),
        frozenset({Status.ELIGIBLE, Status.NOT_ELIGIBLE}),
    ),
    _Milestone(_("In review"), frozenset({Status.ELIGIBLE, Status.IN_REVIEW}), _DECIDED),
    _Milestone(_("Decision of the office"), frozenset({Status.RESERVE}), _DECIDED),
    _Milestone(
        _("Decision of the ministry"),
        frozenset({Status.SHORTLISTED, Status.NOMINATED}),
        frozenset({Status.SELECTED, Status.NOT_SELECTED}),
    ),
    _Milestone(
        _("Your answer to the offer"),
        frozenset({Status.SELECTED}),
        frozenset({Status.ACCEPTED, Status.DECLINED}),
    ),
    _Milestone(
        _("Programme"),
        frozenset({Status.ACCEPTED, Status.ON_PROGRAMME}),
        frozenset({Status.COMPLETED, Status.TERMINATED}),
    ),
)
# In these states nothing comes any more; the step they ended is shown as stopped.
_STOPS: dict[str, int] = {
    Status.NOT_ELIGIBLE: 1,
    Status.NOT_SHORTLISTED: 3,
    Status.NOT_SELECTED: 4,
    Status.DECLINED: 5,
    Status.TERMINATED: 6,
}


def timeline_of(
    application: Application,
    events: Sequence[ApplicationEvent],
    shown: Shown | None = None,
    *,
    besides: Sequence[Step] = (),
) -> list[Step]:
    """Return the steps of a submitted application, from its events in order. Instants are aware.

    `shown` are the words of its status where something else than the status says who has it. `besides` happened
    without moving it on: they are put among what was passed, by their time.
    """
    return _among(besides, _way_of(application, events, shown or shown_to_applicant(application)))


def _among(besides: Sequence[Step], steps: list[Step]) -> list[Step]:
    found = list(steps)
    for step in sorted(besides, key=lambda each: each.when or datetime.min.replace(tzinfo=UTC)):
        after = [
            place
            for place, there in enumerate(found)
            if there.state == "done" and (there.when is None or step.when is None or there.when <= step.when)
        ]
        found.insert(after[-1] + 1 if after else 0, step)
    return found


def _way_of(application: Application, events: Sequence[ApplicationEvent], shown: Shown) -> list[Step]:
    if application.status == Status.WITHDRAWN:
        return [*_travelled(_last_before(events), events), _ending(shown, events)]
    here = _place(application.status)
    if application.status in _STOPS:
        return [*_travelled_to(here, events), _ending(shown, events)]
    steps = _travelled_to(here, events)
    if here == len(_WAY):
        return steps
    since = events[-1].at if events else None
    steps.append(Step("current", str(_WAY[here].title), since, shown.who, shown.next))
    return steps + [Step("upcoming", str(milestone.title)) for milestone in _WAY[here + 1 :]]


def _place(status: str) -> int:
    """Return the index of the step an application is at; len(_WAY) when the way is done."""
    if status in _STOPS:
        return _STOPS[status]
    return next((index for index, milestone in enumerate(_WAY) if status in milestone.at), len(_WAY))


def _last_before(events: Sequence[ApplicationEvent]) -> str:
    return events[-1].from_status if events else Status.DRAFT


def _travelled(status: str, events: Sequence[ApplicationEvent]) -> list[Step]:
    return [] if status == Status.DRAFT else _travelled_to(_place(status), events)


def _travelled_to(here: int, events: Sequence[ApplicationEvent]) -> list[Step]:
    return [Step("done", str(milestone.title), _dated(milestone, events)) for milestone in _WAY[:here]]


def _dated(milestone: _Milestone, events: Sequence[ApplicationEvent]) -> datetime | None:
    """Return when a step was passed: the first arrival for receiving, the latest for everything decided since."""
    arrivals = [event.at for event in events if event.to_status in milestone.passed]
    if not arrivals:
        return None
    return arrivals[0] if milestone is _WAY[0] else arrivals[-1]


def _ending(shown: Shown, events: Sequence[ApplicationEvent]) -> Step:
    return Step("stopped", shown.tag, events[-1].at if events else None, shown.who)
