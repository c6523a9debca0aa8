"""The table of events: what `shared` calls workflow, row by row."""

import pytest

from applications.states import Status
from applications.workflow import EDGES, By, Event, edge_for, needs_reason, path_to, triples

# The picture of the workflow, written down a second time: event, from, to, by whom.
PICTURE = """
submit            draft            eligible,needs_check,not_eligible      applicant
close_by_deadline draft            closed                                 system
reopen            closed           draft                                  senior_reviewer
clear             needs_check      eligible                               reviewer
refuse            needs_check      not_eligible                           senior_reviewer
reopen            not_eligible     needs_check                            senior_reviewer
apply_screening   eligible         eligible,needs_check,not_eligible      senior_reviewer
apply_screening   needs_check      eligible,needs_check,not_eligible      senior_reviewer
apply_screening   not_eligible     eligible,needs_check,not_eligible      senior_reviewer
open_review       eligible         in_review                              reviewer
release           in_review        shortlisted,reserve,not_shortlisted    coordinator
promote           reserve          shortlisted                            coordinator
close_reserve     reserve          not_shortlisted                        coordinator
reopen            not_shortlisted  in_review                              senior_reviewer
nominate          shortlisted      nominated                              coordinator
return            nominated        shortlisted                            ministry
record_result     nominated        selected,not_selected                  ministry
reopen            not_selected     nominated                              senior_reviewer
accept            selected         accepted                               applicant
decline           selected         declined                               applicant
lapse_by_deadline selected         declined                               system
depart            accepted         on_programme                           coordinator
complete          on_programme     completed                              coordinator
withdraw          draft            withdrawn                              applicant
withdraw          needs_check      withdrawn                              applicant
withdraw          eligible         withdrawn                              applicant
withdraw          in_review        withdrawn                              applicant
withdraw          reserve          withdrawn                              applicant
withdraw          shortlisted      withdrawn                              applicant
withdraw          nominated        withdrawn                              applicant
withdraw          selected         withdrawn                              applicant
withdraw          accepted         withdrawn                              applicant
terminate         accepted         terminated                             coordinator
terminate         on_programme     terminated                             coordinator
"""
WITHDRAWN_FROM = (
    "draft", "needs_check", "eligible", "in_review", "reserve", "shortlisted", "nominated", "selected", "accepted",
)  # fmt: skip
# The clock reopens what it closed; who releases a re-screening applies it, and so does a reviewer by an override. What
# came on paper is submitted, and withdrawn on somebody's word, at the desk of the office until its person claims it.
ALSO = {
    ("submit", "draft"): {By.PAPER_DESK},
    **{("withdraw", status): {By.PAPER_DESK} for status in WITHDRAWN_FROM},
    ("reopen", "closed"): {By.SYSTEM},
    **{
        ("apply_screening", status): {By.COORDINATOR, By.REVIEWER}
        for status in ("eligible", "needs_check", "not_eligible")
    },
}
DRAWN = {
    (event, source): (set(targets.split(",")), by)
    for event, source, targets, by in (line.split() for line in PICTURE.strip().splitlines())
}


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("event", [event.value for event in Event])
def test_the_table_is_the_picture(event: str, status: str) -> None:
    edge = edge_for(event, status)
    if (event, status) not in DRAWN:
        assert edge is None
    else:
        targets, by = DRAWN[event, status]
        assert edge is not None
        assert edge.also_by == ALSO.get((event, status), set())
        assert ({target.value for target in edge.to.values()}, edge.by.value) == (targets, by)


def test_no_state_and_event_has_two_rows() -> None:
    seen = [(edge.event, source) for edge in EDGES for source in edge.sources]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("status", Status.values)
def test_every_state_can_be_reached(status: str) -> None:
    way = path_to(status)
    reached = Status.DRAFT
    for edge, outcome, there in way:
        assert reached in edge.sources
        assert edge.to[outcome] == there
        reached = there
    assert reached == status


def test_adverse_and_backward_events_need_a_reason_and_others_do_not() -> None:
    with_reason = {(e.event.value, o) for e in EDGES for o in e.to if needs_reason(e, o)}
    assert with_reason == {
        ("refuse", ""), ("reopen", ""), ("return", ""), ("withdraw", ""), ("terminate", ""), ("release", "pass_over"),
    }  # fmt: skip


def test_every_edge_but_open_review_tells_the_applicant() -> None:
    assert {edge.event for edge in EDGES if not edge.notice} == {Event.OPEN_REVIEW}


def test_the_clock_says_so_in_its_events() -> None:
    assert {edge.event.value for edge in EDGES if edge.by is By.SYSTEM} == {"close_by_deadline", "lapse_by_deadline"}


def test_triples_are_unique() -> None:
    assert len(triples()) == len(set(triples()))
