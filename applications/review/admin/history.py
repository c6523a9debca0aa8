"""The history of an application in words: events of the workflow, and refusals proposed or sent back, by time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.labels import staff_label
from applications.models import AddendumState, ApplicationEvent
from applications.review.models import ProposalState, RefusalProposal, RefusalReason
from applications.review.overrides import Step
from applications.screened import is_screening
from applications.views.addendum_words import ShownAddendum
from applications.workflow import By, Event
from portal.accounts.models import Person

_HAPPENED: Mapping[str, str | Promise] = {
    Event.SUBMIT: gettext_lazy("Submitted and screened"),
    Event.CLOSE_BY_DEADLINE: gettext_lazy("Closed by the deadline"),
    Event.CLEAR: gettext_lazy("Cleared"),
    Event.REFUSE: gettext_lazy("Refused"),
    Event.REOPEN: gettext_lazy("Reopened"),
    Event.OPEN_REVIEW: gettext_lazy("Review opened"),
    Event.RELEASE: gettext_lazy("Decision released"),
    Event.PROMOTE: gettext_lazy("Promoted from the reserve"),
    Event.CLOSE_RESERVE: gettext_lazy("Reserve closed"),
    Event.NOMINATE: gettext_lazy("Nominated"),
    Event.RETURN: gettext_lazy("Returned by the ministry"),
    Event.RECORD_RESULT: gettext_lazy("Result of the ministry recorded"),
    Event.ACCEPT: gettext_lazy("Offer accepted"),
    Event.DECLINE: gettext_lazy("Offer declined"),
    Event.LAPSE_BY_DEADLINE: gettext_lazy("Offer lapsed"),
    Event.DEPART: gettext_lazy("Departed"),
    Event.COMPLETE: gettext_lazy("Completed"),
    Event.APPLY_SCREENING: gettext_lazy("New screening applied"),
    Event.WITHDRAW: gettext_lazy("Withdrawn"),
    Event.TERMINATE: gettext_lazy("Ended early"),
}


@dataclass(frozen=True)
class Happening:
    """One line: what, when, who, where it led, and the reason in words."""

    what: str
    at: datetime
    who: str
    led_to: str = ""
    reason: str = ""


def screened_as(happened: Iterable[ApplicationEvent]) -> str:
    """Return the status that the latest screening led to, '' before the first."""
    by_machine = [event for event in happened if is_screening(event.event, event.data)]
    return by_machine[-1].to_status if by_machine else ""


def history_of(
    happened: Iterable[ApplicationEvent], proposals: Iterable[RefusalProposal], overrides: Iterable[Step] = ()
) -> list[Happening]:
    """Return what happened, newest first."""
    happened = list(happened)
    proposals = list(proposals)
    names = _actors(happened)
    ids = {p.proposed_by_id for p in proposals} | {p.decided_by_id for p in proposals}
    names |= names_of(ids - names.keys() - {None})
    lines = [
        Happening(
            what=str(_HAPPENED.get(event.event, event.event)),
            at=event.at,
            who=_who(event, names),
            led_to=staff_label(event.to_status)[0],
            reason=_in_words(event.reason_code, getattr(getattr(event, "reason", None), "text", "")),
        )
        for event in happened
    ]
    for proposal in proposals:
        lines += _about(proposal, names)
    lines += [Happening(step.what, step.at, step.who, reason=step.reason) for step in overrides]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def corrections_in_history(addenda: Iterable[ShownAddendum]) -> list[Step]:
    """Return what happened with corrections: given by the applicant, taken or set aside by somebody."""
    addenda = list(addenda)
    names = names_of({each.row.decided_by_id for each in addenda} - {None})
    steps = []
    for each in addenda:
        what = {"number": each.row.number, "title": each.title}
        received = _("Correction %(number)d of “%(title)s” received") % what
        steps.append(Step(received, each.received, _("the applicant"), each.reason))
        if each.row.decided_at is not None:
            taken = each.row.state == AddendumState.TAKEN
            words = _("Correction %(number)d taken into account") if taken else _("Correction %(number)d set aside")
            steps.append(Step(words % what, each.row.decided_at, _name(each.row.decided_by_id, names), each.answer))
    return steps


def names_of(user_ids: Iterable[Any]) -> dict[int, str]:
    """Return the names of colleagues by user id; one without a name is called by the email address."""
    people = Person.objects.filter(user__in=list(user_ids)).select_related("user")
    return {person.user.pk: person.full_name or person.user.email for person in people if person.user}


def _actors(happened: Iterable[ApplicationEvent]) -> dict[int, str]:
    """The names of those who did what is on record, which came along with it."""
    people = {event.actor: getattr(event.actor, "person", None) for event in happened if event.actor is not None}
    return {user.pk: person.full_name or user.email for user, person in people.items() if person is not None}


def _who(event: Any, names: Mapping[int, str]) -> str:
    if event.by == By.APPLICANT:
        return _("the applicant")
    if event.by == By.SYSTEM or event.actor_id is None:
        return _("the clock")
    return names.get(event.actor_id) or str(event.actor)


def _about(proposal: RefusalProposal, names: Mapping[int, str]) -> list[Happening]:
    reason = _in_words(proposal.reason_code, proposal.text)
    lines = [
        Happening(_("Refusal proposed"), proposal.proposed_at, _name(proposal.proposed_by_id, names), reason=reason)
    ]
    if proposal.state == ProposalState.REJECTED and proposal.decided_at is not None:
        own = proposal.decided_by_id == proposal.holder_id
        lines.append(
            Happening(
                _("Proposed refusal taken back") if own else _("Proposed refusal sent back"),
                proposal.decided_at,
                _name(proposal.decided_by_id, names),
                reason=proposal.decision_note,
            )
        )
    return lines


def _name(user_id: int | None, names: Mapping[int, str]) -> str:
    return names.get(user_id or 0) or _("a colleague")


def _in_words(code: str, text: str) -> str:
    label = str(RefusalReason(code).label) if code in RefusalReason.values else ""
    return ": ".join(part for part in (label, text) if part)
