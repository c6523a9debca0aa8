"""The one table that knows the order of states: event, where from, where to per outcome, who, what it needs.

Names only: guards live in `applications.services.guards`, notices in `applications.notices`. Migration 0002 copies
the edges into the database, which refuses any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from applications.states import S


class By(StrEnum):
    """Who may do something: the applicant, the clock, or a role of a posting.

    The paper desk acts for somebody whose application came on paper, until that person has claimed it.
    """

    APPLICANT = "applicant"
    SYSTEM = "system"
    PAPER_DESK = "paper_desk"
    REVIEWER = "reviewer"
    SENIOR_REVIEWER = "senior_reviewer"
    COORDINATOR = "coordinator"
    MINISTRY = "ministry"


class Event(StrEnum):
    """What somebody does."""

    SUBMIT = "submit"
    CLOSE_BY_DEADLINE = "close_by_deadline"
    CLEAR = "clear"
    REFUSE = "refuse"
    REOPEN = "reopen"
    OPEN_REVIEW = "open_review"
    RELEASE = "release"
    PROMOTE = "promote"
    CLOSE_RESERVE = "close_reserve"
    NOMINATE = "nominate"
    RETURN = "return"
    RECORD_RESULT = "record_result"
    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE_BY_DEADLINE = "lapse_by_deadline"
    DEPART = "depart"
    COMPLETE = "complete"
    APPLY_SCREENING = "apply_screening"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"


@dataclass(frozen=True)
class Edge:
    """One row: `to` maps an outcome to a state ('' where there is one); `by` does it, and so may `also_by`."""

    event: Event
    sources: frozenset[S]
    to: dict[str, S]
    by: By
    also_by: frozenset[By] = frozenset()
    guard: str = ""
    needs_reason: bool = False
    notice: str = ""


def _edge(event: Event, sources: set[S], to: S | dict[str, S], by: By, **rest: object) -> Edge:
    return Edge(event, frozenset(sources), to if isinstance(to, dict) else {"": to}, by, **rest)  # type: ignore[arg-type]


_SCREENING = {"eligible": S.ELIGIBLE, "needs_check": S.NEEDS_CHECK, "not_eligible": S.NOT_ELIGIBLE}
_WITHDRAWABLE = {
    S.DRAFT, S.NEEDS_CHECK, S.ELIGIBLE, S.IN_REVIEW, S.RESERVE, S.SHORTLISTED, S.NOMINATED, S.SELECTED, S.ACCEPTED,
}  # fmt: skip

EDGES: tuple[Edge, ...] = (
    _edge(
        Event.SUBMIT, {S.DRAFT}, _SCREENING, By.APPLICANT, also_by=frozenset({By.PAPER_DESK}),
        guard="complete_and_in_time", notice="submitted",
    ),
    _edge(Event.CLOSE_BY_DEADLINE, {S.DRAFT}, S.CLOSED, By.SYSTEM, guard="deadline_passed", notice="draft_closed"),
    # The clock reopens what it closed when the deadline is extended for all.
    _edge(
        Event.REOPEN, {S.CLOSED}, S.DRAFT, By.SENIOR_REVIEWER, also_by=frozenset({By.SYSTEM}),
        needs_reason=True, notice="draft_reopened",
    ),
    _edge(Event.CLEAR, {S.NEEDS_CHECK}, S.ELIGIBLE, By.REVIEWER, notice="cleared"),
    _edge(
        Event.REFUSE, {S.NEEDS_CHECK}, S.NOT_ELIGIBLE, By.SENIOR_REVIEWER,
        guard="refusal_confirmed_by_another", needs_reason=True, notice="refused",
    ),
    _edge(
        Event.REOPEN, {S.NOT_ELIGIBLE}, S.NEEDS_CHECK, By.SENIOR_REVIEWER,
        needs_reason=True, notice="check_reopened",
    ),
    # A coordinator applies it to many at once: the release of a re-screening. A reviewer by an override alone.
    _edge(
        Event.APPLY_SCREENING, {S.ELIGIBLE, S.NEEDS_CHECK, S.NOT_ELIGIBLE}, _SCREENING, By.SENIOR_REVIEWER,
        also_by=frozenset({By.COORDINATOR, By.REVIEWER}), guard="outcome_differs", notice="screening_changed",
    ),
    _edge(Event.OPEN_REVIEW, {S.ELIGIBLE}, S.IN_REVIEW, By.REVIEWER),
    _edge(
        Event.RELEASE, {S.IN_REVIEW},
        {"shortlist": S.SHORTLISTED, "reserve": S.RESERVE, "pass_over": S.NOT_SHORTLISTED},
        By.COORDINATOR, guard="decided_on_frozen_shortlist", notice="decision",
    ),
    _edge(Event.PROMOTE, {S.RESERVE}, S.SHORTLISTED, By.COORDINATOR, notice="promoted"),
    _edge(Event.CLOSE_RESERVE, {S.RESERVE}, S.NOT_SHORTLISTED, By.COORDINATOR, notice="reserve_closed"),
    _edge(
        Event.REOPEN, {S.NOT_SHORTLISTED}, S.IN_REVIEW, By.SENIOR_REVIEWER,
        needs_reason=True, notice="review_reopened",
    ),
    _edge(Event.NOMINATE, {S.SHORTLISTED}, S.NOMINATED, By.COORDINATOR, notice="nominated"),
    _edge(Event.RETURN, {S.NOMINATED}, S.SHORTLISTED, By.MINISTRY, needs_reason=True, notice="nomination_returned"),
    _edge(
        Event.RECORD_RESULT, {S.NOMINATED}, {"selected": S.SELECTED, "not_selected": S.NOT_SELECTED},
        By.MINISTRY, notice="result",
    ),
    _edge(Event.REOPEN, {S.NOT_SELECTED}, S.NOMINATED, By.SENIOR_REVIEWER, needs_reason=True, notice="result_reopened"),
    _edge(Event.ACCEPT, {S.SELECTED}, S.ACCEPTED, By.APPLICANT, notice="accepted"),
    _edge(Event.DECLINE, {S.SELECTED}, S.DECLINED, By.APPLICANT, notice="declined"),
    _edge(Event.LAPSE_BY_DEADLINE, {S.SELECTED}, S.DECLINED, By.SYSTEM, notice="offer_lapsed"),
    _edge(Event.DEPART, {S.ACCEPTED}, S.ON_PROGRAMME, By.COORDINATOR, notice="departed"),
    _edge(Event.COMPLETE, {S.ON_PROGRAMME}, S.COMPLETED, By.COORDINATOR, notice="completed"),
    _edge(
        Event.WITHDRAW, _WITHDRAWABLE, S.WITHDRAWN, By.APPLICANT, also_by=frozenset({By.PAPER_DESK}),
        needs_reason=True, notice="withdrawn",
    ),
    _edge(
        Event.TERMINATE, {S.ACCEPTED, S.ON_PROGRAMME}, S.TERMINATED, By.COORDINATOR,
        needs_reason=True, notice="terminated",
    ),
)  # fmt: skip

# `release` needs a reason only where it ends somebody's application.
REASON_BY_OUTCOME = frozenset({(Event.RELEASE, "pass_over")})


def doers(edge: Edge) -> frozenset[By]:
    """Return everybody who may do this."""
    return edge.also_by | {edge.by}


def edge_for(event: str, status: str) -> Edge | None:
    """Return the row for an event in a state, None when there is none."""
    return next((edge for edge in EDGES if edge.event == event and status in edge.sources), None)


def events_from(status: str) -> Iterator[Edge]:
    """Yield the rows that lead out of a state, in the table's order."""
    return (edge for edge in EDGES if status in edge.sources)


def needs_reason(edge: Edge, outcome: str) -> bool:
    """Say whether this event with this outcome needs a reason in words."""
    return edge.needs_reason or (edge.event, outcome) in REASON_BY_OUTCOME


def triples() -> list[tuple[str, str, str]]:
    """Return every (event, from, to) the table allows, sorted: what the database checks an event against."""
    return sorted(
        (e.event.value, source.value, to.value) for e in EDGES for source in e.sources for to in e.to.values()
    )


def path_to(status: str, *, start: str = S.DRAFT) -> list[tuple[Edge, str, S]]:
    """Return a shortest way from `start` to `status`: (edge, outcome, status reached) per step.

    Demo data and tests walk it, so that every state they show has a history the table allows.
    """
    ways: dict[S, list[tuple[Edge, str, S]]] = {S(start): []}
    waiting = [S(start)]
    while waiting:
        here = waiting.pop(0)
        for edge in events_from(here):
            for outcome, there in edge.to.items():
                if there not in ways:
                    ways[there] = [*ways[here], (edge, outcome, there)]
                    waiting.append(there)
    return ways[S(status)]
