"""What was decided in the released calls: through the services, at instants in the past."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from applications.actors import SYSTEM, Actor, actor_for
from applications.models import Application
from applications.services.transition import transition, transition_many
from applications.shortlists.models import Shortlist
from applications.shortlists.services import build, freeze, release
from applications.states import Status
from applications.workflow import Event
from portal.accounts.models import User
from portal.common import clock
from portal.dev.demo.history import office_hours, waking_hours
from portal.dev.demo.world import DemoCall
from portal.offices.models import Office, Posting, Role

# Days after a call has closed. Results of a scholarship take months, those of a visit weeks.
_FREEZE, _RELEASE, _NOMINATE = 20, 24, 30
_RESULT = {"mirai": 60, "mext-research": 145}
_ANSWERED_WITHIN = 8


def decide_call(each: DemoCall, random: Random) -> None:
    """Order, freeze and release the shortlist; then nominate, record results, and let grantees go their ways."""
    _Decisions(each, random).take()


class _Decisions:
    """The decisions of one call, in their order."""

    def __init__(self, each: DemoCall, random: Random) -> None:
        self.call, self.over, self.random = each.call, each.over, random
        self.coordinator = _posting(each.call.office, Role.COORDINATOR)
        ministry = "mext" if "mext" in each.call.slug else "mofa"
        self.ministry = _posting(Office.objects.get(code=ministry), Role.MINISTRY)

    def take(self) -> None:
        """Take them all. Where the programme is over nobody is left waiting but for one report."""
        with self._at(_FREEZE):
            shortlist = freeze(build(self.call, user=self.coordinator), user=self.coordinator)
        with self._at(_RELEASE):
            release(shortlist, user=self.coordinator)
        with self._at(_NOMINATE):
            rows = self._rows(Status.SHORTLISTED)
            self._all(rows if self.over else rows[: max(1, len(rows) - 1)], Event.NOMINATE)
        told = self._working(self.call.closes_at + timedelta(days=_RESULT[self.call.round.programme.slug]))
        with _as_of(told):
            self._results()
        self._reserves(shortlist, told + timedelta(days=1))
        self._answers(told + timedelta(days=1))
        if self.over:
            self._travel()

    def _results(self) -> None:
        rows = self._rows(Status.NOMINATED)
        decided = rows if self.over else rows[1:]
        outcomes = {row.pk: "not_selected" if number % 5 == 2 else "selected" for number, row in enumerate(decided)}
        self._all(decided, Event.RECORD_RESULT, actor=actor_for(self.ministry), outcomes=outcomes)

    def _reserves(self, shortlist: Shortlist, after: datetime) -> None:
        """The first in reserve moves up while that is of use; the last are told, or all once it is over."""
        lines = shortlist.lines.select_related("application").order_by("rank")
        reserves = [line.application for line in lines if line.application.status == Status.RESERVE]
        with _as_of(self._working(after)):
            if not self.over:
                self._all(reserves[:1], Event.PROMOTE)
            self._all(reserves if self.over else reserves[2:], Event.CLOSE_RESERVE)

    def _answers(self, after: datetime) -> None:
        """Grantees answer: one declines, one lets the time pass; elsewhere one has not answered yet."""
        selected = self._rows(Status.SELECTED)
        if not self.over:
            selected = selected[1:]
        for number, row in enumerate(selected[1:]):
            self._answer(row, Event.DECLINE if number == 1 else Event.ACCEPT, after)
        with _as_of(after + timedelta(days=_ANSWERED_WITHIN + 1)):
            self._all(selected[:1], Event.LAPSE_BY_DEADLINE, actor=SYSTEM)

    def _answer(self, application: Application, event: Event, after: datetime) -> None:
        """Let a grantee answer the offer: somebody who answers has a login."""
        person = application.person
        if person.user is None:
            person.user = User.objects.create_user(person.email, joined_at=application.created_at)
            person.save()
        at = after + timedelta(days=self.random.uniform(0, _ANSWERED_WITHIN))
        with _as_of(waking_hours(at, self.call.time_zone)):
            transition(application, event, actor=actor_for(person.user), outcome="")

    def _travel(self) -> None:
        """They travelled, one went home early, and all others but one have sent their report."""
        starts, ends = self._journey()
        with _as_of(starts):
            self._all(self._rows(Status.ACCEPTED), Event.DEPART)
        travelled = self._rows(Status.ON_PROGRAMME)
        with _as_of(self._working(starts + timedelta(days=3))):
            reasons = {row.pk: "Had to return home early for family reasons." for row in travelled[:1]}
            self._all(travelled[:1], Event.TERMINATE, reasons=reasons)
        with _as_of(ends):
            self._all(travelled[2:], Event.COMPLETE)

    def _journey(self) -> tuple[datetime, datetime]:
        """Return when they left, and when the reports were in: as the round says, or soon after the answers.

        The call's days count from the day of loading and the round's do not.
        """
        round_ = self.call.round
        answered = self.call.closes_at + timedelta(days=_RESULT[round_.programme.slug] + _ANSWERED_WITHIN + 4)
        last = clock.now() - timedelta(days=60)
        starts = self._noon(round_.starts_on) if round_.starts_on else answered
        starts = self._working(max(answered, min(starts, last)))
        ends = self._noon(round_.ends_on) if round_.ends_on else starts
        ends = max(starts + timedelta(days=8), min(ends, last + timedelta(days=20))) + timedelta(days=21)
        return starts, self._working(ends)

    def _noon(self, day: Any) -> datetime:
        return datetime.combine(day, time(12), ZoneInfo(self.call.time_zone))

    def _all(self, rows: Sequence[Application], event: Event, *, actor: Actor | None = None, **more: Any) -> None:
        transition_many(
            rows, event, actor=actor or actor_for(self.coordinator), idempotency_prefix=f"demo:{event}", **more
        )

    def _rows(self, status: str) -> list[Application]:
        return list(Application.objects.filter(call=self.call, status=status).order_by("pk"))

    def _at(self, days: float) -> AbstractContextManager[None]:
        return _as_of(self._working(self.call.closes_at + timedelta(days=days)))

    def _working(self, after: datetime) -> datetime:
        return office_hours(after, self.call.time_zone, self.random)


def _as_of(instant: datetime) -> AbstractContextManager[None]:
    return clock.shifted(instant - clock.now())


def _posting(office: Office, role: Role) -> User:
    return Posting.objects.select_related("user").get(office=office, role=role).user
