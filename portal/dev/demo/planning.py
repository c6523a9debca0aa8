"""Where a made-up application is to get, and how far it has come by now."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from applications.states import Status
from portal.accounts.models import User
from portal.common import clock
from portal.dev.demo.applicants import Applicant
from portal.dev.demo.applications import Plan
from portal.dev.demo.history import READ_AFTER, begun_and_sent, history
from portal.dev.demo.world import DemoCall
from programs.models import CallState


def make_plan(
    each: DemoCall, applicant: Applicant, outcome: str, draw: int | None, user: User | None, random: Random
) -> Plan:
    """Plan the history of somebody's application; a `draw` of 0 to 99 decides how it goes, None leaves it to chance."""
    begun, sent = begun_and_sent(each.call, clock.now(), random)
    if user is not None:
        user.joined_at = begun - timedelta(minutes=14)
        user.save(update_fields=["joined_at"])
    aim = _aim(each, outcome, bool(applicant.refused), random.randrange(100) if draw is None else draw)
    refused = aim == Status.NOT_ELIGIBLE and outcome == Status.NEEDS_CHECK
    steps = history(
        each.call, outcome=outcome, aim=aim, sent=sent, refused=refused, until=read_until(each), random=random
    )
    return Plan(applicant, begun, sent, tuple(steps), user)


def read_until(each: DemoCall) -> datetime:
    """Return until when reviewers have read and scored: now, or before the shortlist was frozen."""
    return min(clock.now(), each.call.closes_at + READ_AFTER)


def _aim(each: DemoCall, outcome: str, refusable: bool, draw: int) -> str:
    """Return where an application is to get in time: beyond review everything follows from the released shortlists."""
    ended = each.call.state is CallState.ENDED
    if draw < 14:
        return Status.CLOSED if ended else Status.DRAFT
    if outcome == Status.NOT_ELIGIBLE:
        return outcome
    if draw < 18:
        return Status.WITHDRAWN
    if outcome == Status.NEEDS_CHECK and not ended and draw < (70 if refusable else 40):
        return outcome
    if refusable and draw < 85:
        return Status.NOT_ELIGIBLE
    return Status.ELIGIBLE if not ended and draw < 40 else Status.IN_REVIEW
