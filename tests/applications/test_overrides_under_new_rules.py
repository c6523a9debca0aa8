"""Overrides when a call's rules change: those of the same rule go on, the others ask to be confirmed again."""

from __future__ import annotations

from typing import Any

import pytest

from applications.models import (
    Application,
    Choice,
    LineKind,
    Override,
    OverrideState,
    RescreeningLine,
    ScreeningResult,
    ScreeningTask,
)
from applications.override_words import said_to_applicant
from applications.queries import explanation_of
from applications.review.services import (
    confirm_override,
    confirm_override_again,
    let_override_go,
    open_review,
    propose_override,
    revoke_override,
    send_back_override,
)
from applications.services.rescreening import release
from applications.services.screening import freeze_and_screen
from applications.services.verifying import Count, faults
from applications.states import Status
from portal.common.errors import Conflict, NotAllowed
from portal.outbox.models import Message
from programs.models import Call
from tests.applications.new_rules import PASSPORT, VALID_LONG, begun, coordinator, finished, publish
from tests.overrides import ENDS, given, overridden, senior, turned_down
from tests.scenarios import MEETS_ALL, submitted
from tests.staff import posted

BY_MAIL = "mail/application_screening_changed"


def rule(call: Call, key: str, **changed: Any) -> dict[str, Any]:
    """Return a rule of the call as it is published, changed."""
    (found,) = [each for each in call.rule_set_version.content["rules"] if each["key"] == key]
    return {**found, **changed}


def stricter_nationality(call: Call) -> None:
    """Publish the rule on nationality with another consequence: another rule, by its hash."""
    publish(call, rule(call, ENDS, on_unknown="refer"), without=(ENDS,))


def outcome(application: Application) -> str:
    return Choice.objects.get(application=application).outcome


def verified() -> list[str]:
    return list(faults(Application.objects.all(), Count()))


def released(call: Call) -> Any:
    return release(finished(begun(call)), user=coordinator(call))


def test_an_override_of_a_rule_that_stays_the_same_goes_on_counting(call: Call) -> None:
    application = turned_down(call, **VALID_LONG)
    override = overridden(application)
    publish(call, PASSPORT)
    done = released(call)
    application.refresh_from_db()
    override.refresh_from_db()
    assert (done.told, done.tasks) == ([], [])
    assert override.state == OverrideState.IN_FORCE
    assert (application.status, outcome(application)) == (Status.ELIGIBLE, "eligible")
    assert ScreeningResult.objects.filter(application=application, binding=application.binding).get().outcome == (
        "not_eligible"
    )
    assert RescreeningLine.objects.get(application=application).kind == LineKind.REWORDED
    assert list(explanation_of(application).overrides) == [ENDS]
    assert verified() == []


def test_new_rules_still_end_an_application_whose_override_is_of_another_rule(call: Call) -> None:
    application = turned_down(call)
    overridden(application)
    publish(call, PASSPORT)
    done = released(call)
    application.refresh_from_db()
    assert done.told == [application.pk]
    assert (application.status, outcome(application)) == (Status.NOT_ELIGIBLE, "not_eligible")
    assert verified() == []


def test_an_override_of_a_changed_rule_asks_to_be_confirmed_again_and_the_status_waits(call: Call) -> None:
    application = turned_down(call)
    override = overridden(application)
    mails = Message.objects.filter(template=BY_MAIL).count()
    stricter_nationality(call)
    done = released(call)
    application.refresh_from_db()
    override.refresh_from_db()
    assert override.asks_again
    assert (done.told, done.tasks) == ([], [application.pk])
    # It no longer counts; but no letter goes out that its confirmation would undo.
    assert (application.status, outcome(application)) == (Status.ELIGIBLE, "not_eligible")
    assert Message.objects.filter(template=BY_MAIL).count() == mails
    assert "looks at it again" in said_to_applicant(application, explanation_of(application))[ENDS]
    assert not ScreeningTask.objects.exists()
    assert verified() == []

    again = confirm_override_again(override, user=posted(call.office))
    assert (again.state, again.reconfirms, again.binding) == (OverrideState.OPEN, override, application.binding)
    with pytest.raises(Conflict):
        confirm_override_again(override, user=posted(call.office))
    confirm_override(again, user=senior(call))
    application.refresh_from_db()
    assert (application.status, outcome(application)) == (Status.ELIGIBLE, "eligible")
    assert Message.objects.filter(template=BY_MAIL).count() == mails
    assert verified() == []


def test_what_nobody_confirms_again_is_let_go_and_the_status_follows(call: Call) -> None:
    application = turned_down(call)
    override = overridden(application)
    stricter_nationality(call)
    released(call)
    with pytest.raises(NotAllowed):
        let_override_go(override, user=posted(call.office), note="The new guideline foresees no such exception.")
    let_override_go(override, user=senior(call), note="The new guideline foresees no such exception.")
    application.refresh_from_db()
    override.refresh_from_db()
    assert (application.status, override.asks_again) == (Status.NOT_ELIGIBLE, False)
    assert said_to_applicant(application, explanation_of(application)) == {}
    assert verified() == []


def test_a_proposal_about_a_changed_rule_is_over_because_it_never_counted(call: Call) -> None:
    application = turned_down(call)
    override = propose_override(application, given(), user=posted(call.office))
    stricter_nationality(call)
    assert released(call).tasks == []
    override.refresh_from_db()
    assert (override.state, override.asks_again) == (OverrideState.LAPSED, False)
    assert said_to_applicant(application, explanation_of(application)) == {}
    with pytest.raises(Conflict) as refused:
        confirm_override(override, user=senior(call))
    assert refused.value.code == "override_decided"
    propose_override(application, given(), user=posted(call.office))
    assert Override.objects.get(state=OverrideState.OPEN).reconfirms is None


def test_a_second_release_waits_for_what_the_first_left_to_confirm_again(call: Call) -> None:
    application = turned_down(call, **VALID_LONG)
    override = overridden(application)
    mails = Message.objects.filter(template=BY_MAIL).count()
    stricter_nationality(call)
    released(call)
    call.refresh_from_db()
    publish(call, PASSPORT)
    done = released(call)
    assert (done.told, done.tasks) == ([], [application.pk])
    again = confirm_override_again(override, user=posted(call.office))
    call.refresh_from_db()
    publish(call, without=("MIRAI-PASS-2",))
    done = released(call)
    assert (done.told, done.tasks) == ([], [application.pk]), "it waits for the second person, too"
    application.refresh_from_db()
    assert (application.status, Message.objects.filter(template=BY_MAIL).count()) == (Status.ELIGIBLE, mails)
    confirm_override(again, user=senior(call))
    assert outcome(application) == "eligible"
    assert verified() == []


def test_a_later_release_settles_what_nobody_needs_to_confirm_any_more(call: Call) -> None:
    application = turned_down(call)
    override = overridden(application)
    stricter_nationality(call)
    released(call)
    call.refresh_from_db()
    publish(call, without=(ENDS,))
    done = released(call)
    override.refresh_from_db()
    application.refresh_from_db()
    assert (done.tasks, override.asks_again) == ([], False)
    assert (application.status, outcome(application)) == (Status.ELIGIBLE, "eligible")


def test_a_confirmation_that_is_sent_back_lets_the_status_follow_the_changed_rule(call: Call) -> None:
    application = turned_down(call)
    override = overridden(application)
    stricter_nationality(call)
    released(call)
    reviewer = posted(call.office)
    again = confirm_override_again(override, user=reviewer)
    with pytest.raises(NotAllowed):
        send_back_override(again, user=reviewer)
    send_back_override(again, user=senior(call), note="The exception is no longer foreseen.")
    application.refresh_from_db()
    assert (application.status, outcome(application)) == (Status.NOT_ELIGIBLE, "not_eligible")
    assert verified() == []


def test_an_override_of_a_rule_that_is_gone_is_settled_at_once(call: Call) -> None:
    application = turned_down(call)
    override = overridden(application)
    publish(call, without=(ENDS,))
    done = released(call)
    application.refresh_from_db()
    override.refresh_from_db()
    assert (override.state, override.asks_again, done.tasks) == (OverrideState.LAPSED, False, [])
    assert (application.status, outcome(application)) == (Status.ELIGIBLE, "eligible")
    assert verified() == []


def test_where_people_decided_since_a_changed_rule_leaves_two_things_to_look_at(call: Call) -> None:
    application = turned_down(call)
    overridden(application)
    open_review(application, user=posted(call.office))
    stricter_nationality(call)
    done = released(call)
    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
    assert done.tasks == [application.pk]
    assert ScreeningTask.objects.filter(application=application, closed_at=None).count() == 1
    assert verified() == []


def test_an_override_revoked_while_a_run_is_held_counts_no_more_at_its_release(call: Call) -> None:
    application = submitted(call, facts={**MEETS_ALL, **VALID_LONG})
    override = overridden(application, verdict="fail")
    assert application.status == Status.NOT_ELIGIBLE
    publish(call, PASSPORT)
    run = finished(begun(call))
    assert RescreeningLine.objects.get(application=application).new_outcome == "not_eligible"
    revoke_override(override, user=senior(call), note="It was about somebody else.")
    release(run, user=coordinator(call))
    application.refresh_from_db()
    assert (application.status, outcome(application)) == (Status.ELIGIBLE, "eligible")
    assert verified() == []


def test_an_override_counts_of_a_later_snapshot_too(call: Call) -> None:
    application = turned_down(call)
    overridden(application)
    assert freeze_and_screen(application) == "eligible"
    assert application.snapshots.count() == 2
    assert verified() == []
