"""Clearing and opening review, one by one and many at once."""

import pytest

from applications.models import Application
from applications.review.services import clear, open_review, open_reviews
from applications.states import Status
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Role
from programs.models import Call
from tests.scenarios import submitted
from tests.staff import call_elsewhere, needing_check, posted


def test_a_reviewer_clears_what_the_rules_left_open(call: Call) -> None:
    application = needing_check(call)
    clear(application, user=posted(call.office), expected_version=application.version)
    assert application.status == Status.ELIGIBLE


def test_clearing_over_somebody_elses_decision_is_a_conflict_that_says_what_it_is_now(call: Call) -> None:
    application = needing_check(call)
    seen = application.version
    clear(application, user=posted(call.office), expected_version=seen)
    with pytest.raises(Conflict) as refused:
        clear(application, user=posted(call.office), expected_version=seen)
    assert refused.value.values["status"] == Status.ELIGIBLE


def test_a_coordinator_does_not_clear(call: Call) -> None:
    with pytest.raises(NotAllowed):
        clear(needing_check(call), user=posted(call.office, Role.COORDINATOR))


def test_review_opens_for_eligible_applications_only(call: Call) -> None:
    ready, unchecked, reviewer = submitted(call), needing_check(call), posted(call.office)
    open_review(ready, user=reviewer)
    assert ready.status == Status.IN_REVIEW
    with pytest.raises(DomainError) as refused:
        open_review(unchecked, user=reviewer)
    assert refused.value.code == "no_such_edge"


def test_opening_many_reports_each_that_could_not_be_opened(call: Call) -> None:
    reviewer = posted(call.office)
    ready, unchecked = submitted(call), needing_check(call)
    foreign, own = submitted(call_elsewhere(call)), submitted(call, user=reviewer)
    result = open_reviews([ready, unchecked, foreign, own], user=reviewer)
    assert result.done == [ready.pk]
    assert {key: error.code for key, error in result.refused.items()} == {
        unchecked.pk: "no_such_edge",
        foreign.pk: "not_your_role",
        own.pk: "not_your_role",
    }
    assert set(Application.objects.filter(status=Status.IN_REVIEW)) == {ready}
