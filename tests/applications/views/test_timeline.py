"""The way of an application as its applicant sees it."""

from datetime import UTC, datetime, timedelta

import pytest

from applications.models import Application, ApplicationEvent
from applications.states import Status
from applications.views.timeline import Step, timeline_of
from portal.common.translated import Translated
from portal.offices.models import Office

START = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def timeline(*way: Status) -> list[Step]:
    """The timeline of an application that went through these states, one a day."""
    states = [Status.DRAFT, *way]
    events = [
        ApplicationEvent(event="…", from_status=before, to_status=after, at=START + timedelta(days=day))
        for day, (before, after) in enumerate(zip(states, way, strict=False))
    ]
    office = Office(name=Translated(en="Embassy of Japan in Belgium"))
    return timeline_of(Application(status=way[-1], office=office), events)


def states(steps: list[Step]) -> list[str]:
    return [step.state for step in steps]


def test_after_submission_receiving_is_done_and_the_check_is_now() -> None:
    steps = timeline(Status.NEEDS_CHECK)
    assert [(step.state, step.title) for step in steps[:2]] == [
        ("done", "Received"),
        ("current", "Requirements checked"),
    ]
    assert steps[0].when == START
    assert steps[1].who == "the Embassy of Japan in Belgium"
    assert set(states(steps[2:])) == {"upcoming"}


def test_there_is_exactly_one_present_step_while_something_can_still_come() -> None:
    ways = [
        (Status.ELIGIBLE,),
        (Status.NEEDS_CHECK, Status.ELIGIBLE),
        (Status.ELIGIBLE, Status.IN_REVIEW),
        (Status.ELIGIBLE, Status.IN_REVIEW, Status.RESERVE),
        (Status.ELIGIBLE, Status.IN_REVIEW, Status.SHORTLISTED),
        (Status.ELIGIBLE, Status.IN_REVIEW, Status.SHORTLISTED, Status.NOMINATED),
        (Status.ELIGIBLE, Status.IN_REVIEW, Status.SHORTLISTED, Status.NOMINATED, Status.SELECTED),
    ]
    for way in ways:
        steps = timeline(*way)
        assert states(steps).count("current") == 1, way
        assert all(step.when for step in steps if step.state in ("done", "current")), way
        assert [step.when for step in steps if step.when] == sorted(step.when for step in steps if step.when), way


def test_a_later_check_dates_the_step_by_its_end() -> None:
    steps = timeline(Status.NEEDS_CHECK, Status.ELIGIBLE)
    assert steps[0].when == START
    assert steps[1].when == START + timedelta(days=1)


@pytest.mark.parametrize(
    "way",
    [
        (Status.NOT_ELIGIBLE,),
        (Status.NEEDS_CHECK, Status.NOT_ELIGIBLE),
        (Status.ELIGIBLE, Status.IN_REVIEW, Status.NOT_SHORTLISTED),
        (Status.ELIGIBLE, Status.IN_REVIEW, Status.RESERVE, Status.NOT_SHORTLISTED),
        (Status.ELIGIBLE, Status.IN_REVIEW, Status.SHORTLISTED, Status.NOMINATED, Status.NOT_SELECTED),
        (Status.NEEDS_CHECK, Status.WITHDRAWN),
    ],
)
def test_where_it_ended_nothing_is_promised_any_more(way: tuple[Status, ...]) -> None:
    steps = timeline(*way)
    assert steps[-1].state == "stopped"
    assert "upcoming" not in states(steps)
    assert "current" not in states(steps)


def test_a_completed_stay_has_only_steps_that_are_done() -> None:
    way = (
        Status.ELIGIBLE, Status.IN_REVIEW, Status.SHORTLISTED, Status.NOMINATED, Status.SELECTED, Status.ACCEPTED,
        Status.ON_PROGRAMME, Status.COMPLETED,
    )  # fmt: skip
    assert set(states(timeline(*way))) == {"done"}


def test_an_application_withdrawn_in_review_still_shows_how_far_it_came() -> None:
    steps = timeline(Status.ELIGIBLE, Status.IN_REVIEW, Status.WITHDRAWN)
    assert [step.title for step in steps] == ["Received", "Requirements checked", "Withdrawn"]
