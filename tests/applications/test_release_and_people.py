"""What people decided, or are deciding, no release undoes, however many follow each other."""

from __future__ import annotations

import pytest

from applications.models import Application, ScreeningTask
from applications.review.services import back_to_check, clear, confirm_refusal, propose_refusal, reject_refusal
from applications.services.rescreening import release
from applications.services.rescreening.releasing import Released
from applications.services.verifying import Count, faults
from applications.states import Status
from portal.common.errors import DomainError
from portal.outbox.models import Message
from programs.models import Call
from tests.applications.new_rules import PASSPORT, VALID_LONG, begun, coordinator, finished, publish
from tests.applications.test_evidence import all_seen, seen
from tests.overrides import LEFT_OPEN, left_open, overridden, senior
from tests.scenarios import MEETS_ALL, submitted
from tests.staff import needing_check, posted

BY_MAIL = "mail/application_screening_changed"
HEALTH = "MIRAI-HEALTH-1"


def released(call: Call) -> Released:
    done = release(finished(begun(call)), user=coordinator(call))
    call.refresh_from_db()
    return done


def status(application: Application) -> str:
    application.refresh_from_db()
    return str(application.status)


def test_a_refusal_by_two_people_outlives_rules_that_said_so_too_and_then_say_otherwise(call: Call) -> None:
    application = needing_check(call)
    proposal = propose_refusal(
        application, user=posted(call.office), reason_code="statement_not_true", text="The letter was not genuine."
    )
    confirm_refusal(proposal, user=senior(call))
    publish(call, PASSPORT)
    assert (released(call).told, ScreeningTask.objects.count()) == ([], 0), "the new rules say what people said"
    publish(call, without=("MIRAI-PASS-2", HEALTH))
    done = released(call)
    assert (done.told, done.tasks) == ([], [application.pk])
    assert status(application) == Status.NOT_ELIGIBLE
    assert not Message.objects.filter(template=BY_MAIL).exists()
    assert list(faults(Application.objects.all(), Count())) == []


def test_who_was_cleared_stays_so_when_rules_agree_first_and_then_turn_them_down(call: Call) -> None:
    application = needing_check(call)
    clear(application, user=posted(call.office))
    publish(call, without=(HEALTH,))
    assert released(call).told == []
    publish(call, PASSPORT)
    done = released(call)
    assert (done.told, done.tasks) == ([], [application.pk])
    assert status(application) == Status.ELIGIBLE


def test_who_waits_for_a_second_person_about_a_refusal_is_not_moved_away(call: Call) -> None:
    application = needing_check(call)
    proposal = propose_refusal(
        application, user=posted(call.office), reason_code="document_not_valid", text="The certificate has expired."
    )
    publish(call, without=(HEALTH,))
    done = released(call)
    assert (done.told, done.tasks) == ([], [application.pk])
    assert status(application) == Status.NEEDS_CHECK
    reject_refusal(proposal, user=senior(call), note="It was renewed.")
    clear(application, user=posted(call.office))
    assert status(application) == Status.ELIGIBLE


def test_an_override_of_another_rule_does_not_undo_what_a_person_took_back(call: Call) -> None:
    application = left_open(call)
    overridden(application, rule=LEFT_OPEN)
    assert status(application) == Status.ELIGIBLE
    all_seen(application, but=("passport_expiry",))
    seen(application, "passport_expiry", "differs", "2027-01-31")
    back_to_check(application, user=senior(call))
    overridden(application, rule="MIRAI-SNS-1", verdict="fail")
    assert status(application) == Status.NEEDS_CHECK


def test_rules_that_were_retired_meanwhile_are_not_released(call: Call) -> None:
    submitted(call, facts={**MEETS_ALL, **VALID_LONG})
    publish(call, PASSPORT)
    run = finished(begun(call))
    publish(call, without=("MIRAI-SNS-1",))
    with pytest.raises(DomainError, match="was retired since this run began") as refused:
        release(run, user=coordinator(call))
    assert refused.value.code == "rules_retired"
    call.refresh_from_db()
    assert call.binding == run.from_binding
