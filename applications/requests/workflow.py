"""The one table that knows the order of a request's states: event, kinds, where from, where to, who, what it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from applications.requests.states import GIVEN, NEEDS_FILE, OF_APPLICANT, PENDING, Kind, Outcome, State


class By(StrEnum):
    """Who may do something: the applicant, somebody outside with a link, the clock, or a role of a posting.

    The paper desk files what came on paper from somebody who has no account.
    """

    APPLICANT = "applicant"
    PAPER_DESK = "paper_desk"
    REFEREE = "referee"
    SYSTEM = "system"
    REVIEWER = "reviewer"
    SENIOR_REVIEWER = "senior_reviewer"


class Event(StrEnum):
    """What somebody does with a request."""

    ASK = "ask"
    REMIND = "remind"
    NUDGE = "nudge"
    RECEIVE = "receive"
    DECLINE = "decline"
    REPLACE = "replace"
    CANCEL = "cancel"
    END = "end"
    SEND_BACK = "send_back"
    REFUSE_FILE = "refuse_file"
    CHECK = "check"
    SETTLE = "settle"
    EXPIRE = "expire"
    MOVE_DATE = "move_date"


@dataclass(frozen=True)
class Edge:
    """One row. `to` None leaves the state as it is; `outcomes` empty means there is none to give."""

    event: Event
    kinds: frozenset[Kind]
    sources: frozenset[State | str]
    to: State | None
    by: frozenset[By]
    outcomes: frozenset[Outcome] = frozenset()
    needs_words: bool = False


_ALL = frozenset(Kind)
_NEW: frozenset[State | str] = frozenset({""})
_DUE: frozenset[State | str] = frozenset(PENDING)
_WORK = frozenset({Kind.DOCUMENT, Kind.INFORMATION, Kind.CONSENT, Kind.REFERENCE})


def _edge(
    event: Event,
    kinds: Iterable[Kind],
    sources: Iterable[State | str],
    to: State | None,
    by: Iterable[By],
    *,
    outcomes: Iterable[Outcome] = (),
    needs_words: bool = False,
) -> Edge:
    return Edge(
        event, frozenset(kinds), frozenset(sources), to, frozenset(by), frozenset(outcomes), needs_words=needs_words
    )


EDGES: tuple[Edge, ...] = (
    _edge(Event.ASK, {Kind.REFERENCE, Kind.APPEAL}, _NEW, State.OPEN, {By.APPLICANT}),
    _edge(Event.ASK, OF_APPLICANT, _NEW, State.OPEN, {By.REVIEWER}, needs_words=True),
    _edge(Event.REMIND, _ALL, _DUE, None, {By.SYSTEM}),
    _edge(Event.NUDGE, {Kind.REFERENCE}, _DUE, None, {By.APPLICANT}),
    _edge(Event.RECEIVE, {Kind.REFERENCE}, _DUE, State.RECEIVED, {By.REFEREE}),
    _edge(Event.RECEIVE, {Kind.DOCUMENT, Kind.INFORMATION}, _DUE, State.RECEIVED, {By.APPLICANT, By.PAPER_DESK}),
    _edge(
        Event.RECEIVE, {Kind.CONSENT}, _DUE, State.RECEIVED, {By.APPLICANT}, outcomes={Outcome.YES, Outcome.NO}
    ),
    _edge(Event.RECEIVE, {Kind.APPEAL}, _DUE, State.RECEIVED, {By.APPLICANT}, needs_words=True),
    _edge(Event.DECLINE, {Kind.REFERENCE}, _DUE, State.CANCELLED, {By.REFEREE}, outcomes={Outcome.DECLINED}),
    _edge(
        Event.REPLACE, {Kind.REFERENCE}, {*_DUE, State.EXPIRED}, State.CANCELLED, {By.APPLICANT},
        outcomes={Outcome.REPLACED},
    ),
    _edge(Event.CANCEL, OF_APPLICANT, _DUE, State.CANCELLED, {By.REVIEWER}, outcomes={Outcome.TAKEN_BACK}),
    # With the application; an appeal also when somebody took the application up again without it.
    _edge(
        Event.END, _ALL, {*_DUE, State.RECEIVED}, State.CANCELLED, {By.SYSTEM},
        outcomes={Outcome.WITHDRAWN, Outcome.ENDED, Outcome.OVERTAKEN},
    ),
    _edge(Event.SEND_BACK, _WORK, {State.RECEIVED}, State.SENT_BACK, {By.REVIEWER}, needs_words=True),
    # The check found fault with the file: what has no file was not received.
    _edge(Event.REFUSE_FILE, NEEDS_FILE, GIVEN, State.SENT_BACK, {By.SYSTEM}),
    # So was an answer that was nothing but that file.
    _edge(Event.REFUSE_FILE, {Kind.INFORMATION}, {State.RECEIVED}, State.SENT_BACK, {By.SYSTEM}),
    _edge(Event.CHECK, _WORK, {State.RECEIVED}, State.CHECKED, {By.REVIEWER}),
    _edge(
        Event.SETTLE, {Kind.APPEAL}, {State.RECEIVED}, State.CHECKED, {By.SENIOR_REVIEWER},
        outcomes={Outcome.UPHELD, Outcome.NOT_UPHELD}, needs_words=True,
    ),
    _edge(Event.EXPIRE, _ALL, _DUE, State.EXPIRED, {By.SYSTEM}),
    # A later date, for one by staff or for all by an extended deadline.
    _edge(Event.MOVE_DATE, _WORK, _DUE, None, {By.REVIEWER, By.SYSTEM}),
    _edge(Event.MOVE_DATE, _WORK, {State.EXPIRED}, State.OPEN, {By.REVIEWER}),
)  # fmt: skip


def edge_for(event: Event, kind: str, state: str) -> Edge | None:
    """Return the row for an event of a kind in a state ('' before there is one), None when there is none."""
    return next((edge for edge in EDGES if edge.event is event and kind in edge.kinds and state in edge.sources), None)


def triples() -> list[tuple[str, str, str, str]]:
    """Return every (kind, event, from, to) the table allows, sorted: what the database holds an event against."""
    return sorted(
        (kind.value, edge.event.value, str(source), str(edge.to or source))
        for edge in EDGES
        for kind in edge.kinds
        for source in edge.sources
    )
