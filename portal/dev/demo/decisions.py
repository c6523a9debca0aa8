"""What was decided in the released calls: through the services, at instants in the past."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from random import Random

from applications.actors import SYSTEM, actor_for
from applications.models import Application
from applications.services.transition import transition, transition_many
from applications.shortlists.services import build, freeze, release
from applications.states import Status
from applications.workflow import Event
from portal.accounts.models import User
from portal.common import clock
from portal.offices.models import Office, Posting, Role
from programs.models import Call


def decide_call(call: Call, random: Random) -> None:
    """Order, freeze and release the shortlist; then nominate, record results, and let grantees go their ways."""
    coordinator = _posting(call.office, Role.COORDINATOR)
    ministry = _posting(Office.objects.get(code="mext" if "mext" in call.slug else "mofa"), Role.MINISTRY)
    with _at(call, 20):
        shortlist = freeze(build(call, user=coordinator), user=coordinator)
    with _at(call, 24):
        release(shortlist, user=coordinator)
    with _at(call, 30):
        _some(call, Status.SHORTLISTED, Event.NOMINATE, coordinator, random, share=0.85)
    with _at(call, 60):
        _results(call, ministry, random)
    with _at(call, 66):
        _closing_moves(call, coordinator, random)


def _at(call: Call, days: float) -> AbstractContextManager[None]:
    return clock.shifted(call.closes_at + timedelta(days=days) - clock.now())


def _some(call: Call, status: str, event: str, user: User, random: Random, *, share: float) -> None:
    rows = [row for row in _rows(call, status) if random.random() < share]
    transition_many(rows, event, actor=actor_for(user), idempotency_prefix=f"demo:{event}")


def _results(call: Call, ministry: User, random: Random) -> None:
    rows = _rows(call, Status.NOMINATED)
    outcomes = {row.pk: "selected" if random.random() < 0.8 else "not_selected" for row in rows[1:]}
    transition_many(
        rows[1:], Event.RECORD_RESULT, actor=actor_for(ministry), outcomes=outcomes, idempotency_prefix="demo:result"
    )


def _closing_moves(call: Call, coordinator: User, random: Random) -> None:
    """Grantees answer; where the programme is over they travelled, and one had to go home early."""
    reserve = _rows(call, Status.RESERVE)
    transition_many(reserve[:1], Event.PROMOTE, actor=actor_for(coordinator), idempotency_prefix="demo:promote")
    transition_many(reserve[1:2], Event.CLOSE_RESERVE, actor=actor_for(coordinator), idempotency_prefix="demo:close")
    selected = _rows(call, Status.SELECTED)
    transition_many(selected[:1], Event.LAPSE_BY_DEADLINE, actor=SYSTEM, idempotency_prefix="demo:lapse")
    for number, row in enumerate(selected[2:]):
        _answer(row, Event.DECLINE if number == 0 else Event.ACCEPT)
    if call.round.ends_on is None or call.round.ends_on > (clock.now() + timedelta(days=120)).date():
        return
    accepted = _rows(call, Status.ACCEPTED)
    transition_many(accepted[1:], Event.DEPART, actor=actor_for(coordinator), idempotency_prefix="demo:depart")
    travelled = _rows(call, Status.ON_PROGRAMME)
    transition_many(
        travelled[:1],
        Event.TERMINATE,
        actor=actor_for(coordinator),
        reasons={row.pk: "Had to return home early for family reasons." for row in travelled[:1]},
        idempotency_prefix="demo:terminate",
    )
    transition_many(travelled[2:], Event.COMPLETE, actor=actor_for(coordinator), idempotency_prefix="demo:complete")


def _answer(application: Application, event: Event) -> None:
    """Let a grantee answer the offer: somebody who answers has a login."""
    person = application.person
    if person.user is None:
        person.user = User.objects.create_user(person.email)
        person.save()
    transition(application, event, actor=actor_for(person.user), outcome="")


def _rows(call: Call, status: str) -> list[Application]:
    return list(Application.objects.filter(call=call, status=status).order_by("pk"))


def _posting(office: Office, role: Role) -> User:
    return Posting.objects.select_related("user").get(office=office, role=role).user
