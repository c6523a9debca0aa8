"""Single rules counted otherwise than they say: by whom, on what, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error as DatabaseRefusal

from applications.actors import actor_for
from applications.models import Application, Choice, Override, OverrideState, OverrideWords, ScreeningResult
from applications.overriding import counts, standing_of
from applications.queries import explanation_of
from applications.review.services import (
    confirm_override,
    give_score,
    open_review,
    overrides,
    propose_override,
    propose_refusal,
    revoke_override,
    send_back_override,
)
from applications.services.submission import withdraw
from applications.services.transition import transition
from applications.services.verifying import Count, faults
from applications.states import Status
from applications.workflow import Event
from portal.audit.models import Entry
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Role
from portal.outbox.models import Message
from programs.bindings import bound_of
from programs.models import Call
from tests.calls import open_call
from tests.committed import at_once
from tests.overrides import ENDS, LEFT_OPEN, TEXT, given, left_open, overridden, senior, turned_down
from tests.scenarios import draft, submitted
from tests.staff import call_elsewhere, needing_check, posted

BY_MAIL = "mail/application_screening_changed"


def verified() -> list[str]:
    return list(faults(Application.objects.all(), Count()))


def outcomes(application: Application) -> set[str]:
    return set(Choice.objects.filter(application=application).values_list("outcome", flat=True))


def test_a_rejection_becomes_a_pass_by_two_officers_and_the_applicant_is_told(call: Call) -> None:
    application = turned_down(call)
    stored = list(ScreeningResult.objects.values())
    override = propose_override(application, given(), user=posted(call.office))
    assert (override.state, override.two_officers, override.from_verdict) == (OverrideState.OPEN, True, "fail")
    assert (application.status, outcomes(application)) == (Status.NOT_ELIGIBLE, {"not_eligible"})
    assert not Message.objects.filter(template=BY_MAIL).exists()

    confirmed = confirm_override(override, user=senior(call))
    application.refresh_from_db()
    assert confirmed.state == OverrideState.IN_FORCE
    assert (application.status, outcomes(application)) == (Status.ELIGIBLE, {"eligible"})
    assert Message.objects.get(template=BY_MAIL).context["outcome"] == "eligible"
    explained = explanation_of(application)
    (rule,) = [item for item in explained.rules if item.key == ENDS]
    assert (rule.verdict, explained.stored[ENDS], explained.overrides[ENDS]) == ("pass", "fail", confirmed)
    # What the rules said is untouched, and the verification holds the choices to what counts.
    assert list(ScreeningResult.objects.values()) == stored
    assert verified() == []
    codes = Entry.objects.filter(code__startswith="review.override").order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["review.override_proposed", "review.override_in_force"]


def test_what_a_rule_left_open_one_reviewer_settles(call: Call) -> None:
    application = left_open(call)
    assert application.status == Status.NEEDS_CHECK
    override = propose_override(application, given(LEFT_OPEN), user=posted(call.office))
    assert (override.state, override.two_officers, override.confirmed_by) == (OverrideState.IN_FORCE, False, None)
    assert application.status == Status.ELIGIBLE
    event = application.events.get(event=Event.APPLY_SCREENING)
    assert (event.by, event.actor) == ("reviewer", override.proposed_by)
    assert verified() == []


def test_anything_counted_as_not_met_takes_two_and_ends_the_application(call: Call) -> None:
    application = submitted(call)
    override = propose_override(application, given(verdict="fail"), user=posted(call.office))
    assert (override.state, override.from_verdict) == (OverrideState.OPEN, "pass")
    confirm_override(override, user=senior(call))
    application.refresh_from_db()
    assert application.status == Status.NOT_ELIGIBLE
    (rule,) = [item for item in explanation_of(application).rules if item.key == ENDS]
    assert rule.verdict == "fail"
    # The letter quotes the rule: the sentence about the answer would say that it is met.
    assert rule.sentence in Message.objects.get(template=BY_MAIL).context["not_met"]
    assert verified() == []


def test_nobody_confirms_their_own_override_and_a_reviewer_confirms_none(call: Call) -> None:
    application, both = turned_down(call), senior(call)
    override = propose_override(application, given(), user=both)
    with pytest.raises(NotAllowed) as refused:
        confirm_override(override, user=both)
    assert refused.value.code == "same_person"
    with pytest.raises(NotAllowed) as refused:
        confirm_override(override, user=posted(call.office))
    assert refused.value.code == "not_your_role"
    application.refresh_from_db()
    assert application.status == Status.NOT_ELIGIBLE


def test_where_people_have_decided_since_no_status_changes(call: Call) -> None:
    application, reviewer = submitted(call), posted(call.office)
    open_review(application, user=reviewer)
    give_score(application, user=reviewer, value=80, sentence="Clear and modest.", expected_version=0)
    override = overridden(application, verdict="fail")
    assert override.state == OverrideState.IN_FORCE
    assert (application.status, outcomes(application)) == (Status.IN_REVIEW, {"not_eligible"})
    assert not Message.objects.filter(template=BY_MAIL).exists()
    assert verified() == []


def test_a_revoked_override_lets_the_rule_count_again(call: Call) -> None:
    application = turned_down(call)
    override = overridden(application)
    with pytest.raises(NotAllowed) as refused:
        revoke_override(override, user=posted(call.office), note="The certificate is of somebody else.")
    assert refused.value.code == "not_your_role"
    with pytest.raises(DomainError) as missing:
        revoke_override(override, user=senior(call), note=" ")
    assert missing.value.code == "reason_missing"
    revoke_override(override, user=senior(call), note="The certificate is of somebody else.")
    application.refresh_from_db()
    assert (application.status, outcomes(application)) == (Status.NOT_ELIGIBLE, {"not_eligible"})
    assert verified() == []
    assert propose_override(application, given(), user=posted(call.office)).state == OverrideState.OPEN


def test_a_proposal_is_sent_back_by_a_senior_reviewer_or_taken_back_by_who_made_it(call: Call) -> None:
    application, reviewer = turned_down(call), posted(call.office)
    override = propose_override(application, given(), user=reviewer)
    with pytest.raises(NotAllowed):
        send_back_override(override, user=posted(call.office))
    sent = send_back_override(override, user=senior(call), note="The certificate says nothing of it.")
    assert sent.state == OverrideState.REJECTED
    with pytest.raises(Conflict) as refused:
        confirm_override(override, user=senior(call))
    assert refused.value.code == "override_decided"
    own = propose_override(application, given(), user=reviewer)
    assert send_back_override(own, user=reviewer).state == OverrideState.REJECTED
    assert OverrideWords.objects.filter(step="sent_back").count() == 1


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"verdict": "unknown"}, "unknown_verdict"),
        ({"verdict": "fail"}, "nothing_to_override"),
        ({"reason_code": "because"}, "unknown_reason"),
        ({"text": "  "}, "reason_missing"),
        ({"text": "x" * 2001}, "reason_too_long"),
        ({"seen_in": "x" * 301}, "reason_too_long"),
        ({"seen_in": " "}, "evidence_missing"),
        ({"rule": "MIRAI-NAT-9"}, "unknown_rule"),
        ({"document": 999_999_999}, "unknown_document"),
        ({"choice": 999_999_999}, "unknown_choice"),
    ],
)
def test_an_override_that_says_too_little_is_refused(call: Call, how: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        propose_override(turned_down(call), given(**how), user=posted(call.office))
    assert refused.value.code == code
    assert not Override.objects.exists()


def test_documents_and_choices_of_another_application_are_no_evidence(call: Call) -> None:
    application, other = turned_down(call), turned_down(call)
    for how in ({"document": other.documents.first().pk}, {"choice": other.choices.get().pk}):
        with pytest.raises(DomainError):
            propose_override(application, given(**how), user=posted(call.office))
    mine = application.documents.first()
    override = propose_override(application, given(document=mine.pk, seen_in=""), user=posted(call.office))
    assert (override.document, override.seen_elsewhere) == (mine, False)


def test_a_draft_and_what_is_over_are_not_overridden(call: Call) -> None:
    with pytest.raises(DomainError) as refused:
        propose_override(draft(call), given(), user=posted(call.office))
    assert refused.value.code == "not_screened"
    application = submitted(call)
    withdraw(application, user=application.person.user, reason="Another plan.")
    with pytest.raises(DomainError) as over:
        propose_override(application, given(verdict="fail"), user=posted(call.office))
    assert over.value.code == "is_over"


def test_a_rule_is_overridden_by_one_at_a_time(call: Call) -> None:
    application = turned_down(call)
    propose_override(application, given(), user=posted(call.office))
    for how in ({}, {"choice": application.choices.get().pk}):
        with pytest.raises(Conflict, match="has already overridden this rule") as refused:
            propose_override(application, given(**how), user=posted(call.office))
        assert refused.value.code == "already_overridden"
    with pytest.raises(Conflict):
        propose_override(
            application, given(LEFT_OPEN), user=posted(call.office), expected_version=application.version - 1
        )


def test_another_embassy_and_the_applicant_override_nothing(call: Call) -> None:
    application, elsewhere = turned_down(call), call_elsewhere(call).office
    with pytest.raises(NotAllowed):
        propose_override(application, given(), user=posted(elsewhere))
    with pytest.raises(NotAllowed):
        propose_override(application, given(), user=application.person.user)
    override = propose_override(application, given(), user=posted(call.office))
    for verb in (confirm_override, send_back_override):
        with pytest.raises(NotAllowed):
            verb(override, user=posted(elsewhere, Role.SENIOR_REVIEWER))


def test_a_rule_about_health_is_overridden_by_who_may_open_health(call: Call) -> None:
    application = needing_check(call)
    with pytest.raises(NotAllowed) as refused:
        propose_override(application, given("MIRAI-HEALTH-1"), user=posted(call.office))
    assert refused.value.code == "health_not_yours"
    override = propose_override(application, given("MIRAI-HEALTH-1"), user=senior(call))
    assert (override.state, application.status) == (OverrideState.IN_FORCE, Status.ELIGIBLE)
    (rule,) = [item for item in explanation_of(application).rules if item.key == "MIRAI-HEALTH-1"]
    assert (rule.verdict, rule.value) == ("pass", "")


def test_a_refusal_that_waits_is_decided_before_an_override_moves_the_status(call: Call) -> None:
    application = left_open(call)
    propose_refusal(application, user=posted(call.office), reason_code="document_not_valid", text="Not hers.")
    with pytest.raises(DomainError) as refused:
        propose_override(application, given(LEFT_OPEN), user=posted(call.office))
    assert refused.value.code == "refusal_open"
    assert not Override.objects.exists()
    application.refresh_from_db()
    assert application.status == Status.NEEDS_CHECK


def test_a_reviewer_applies_no_screening_without_an_override(call: Call) -> None:
    application, reviewer = left_open(call), actor_for(posted(call.office))
    foreign = overridden(turned_down(call))
    for data in ({}, {"override": foreign.pk}):
        with pytest.raises(NotAllowed) as refused:
            transition(application, Event.APPLY_SCREENING, actor=reviewer, outcome="eligible", data=data)
        assert refused.value.code == "no_override"


def test_what_one_officer_decided_never_makes_a_rejection_a_pass(call: Call) -> None:
    """An override of an unknown verdict stops counting should the rule ever reject."""
    application = left_open(call)
    override = overridden(application, rule=LEFT_OPEN)
    bound = bound_of(application.binding)
    choice = application.choices.get().pk
    assert counts(override, bound, choice, "fail")  # the rule refers
    override.rule_key, override.rule_sha256 = ENDS, bound.rule(ENDS).sha256
    assert counts(override, bound, choice, "unknown")
    assert not counts(override, bound, choice, "fail")
    assert standing_of(application).outcome == "eligible"  # type: ignore[union-attr]


def test_the_database_itself_holds_an_override_to_two_people_and_to_its_steps(call: Call) -> None:
    override = propose_override(turned_down(call), given(), user=posted(call.office))
    rows = Override.objects.filter(pk=override.pk)
    for change in (
        {"state": "in_force"},
        {"state": "in_force", "confirmed_by": override.proposed_by, "confirmed_at": override.proposed_at},
        {"two_officers": False, "state": "in_force"},
        {"rule_key": "MIRAI-NAT-2"},
        {"state": "revoked"},
    ):
        with pytest.raises(DatabaseRefusal), transaction.atomic():
            rows.update(**change)
    confirmed = confirm_override(override, user=senior(call))
    for change in ({"state": "open"}, {"confirmed_by": senior(call)}, {"reason_code": "answer_misread"}):
        with pytest.raises(DatabaseRefusal), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseRefusal), transaction.atomic():
        rows.delete()
    confirmed.pk, confirmed.confirmed_by = None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        confirmed.save(force_insert=True)
    with pytest.raises(DatabaseRefusal), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE applications_overridewords SET text = 'Another reason.'")
    assert OverrideWords.objects.get(override=override, step="proposed").text == TEXT


def _six_seniors_decide() -> list[Any]:
    """Three confirm one override and three send it back, all at once: the answers."""
    call = open_call()
    override = propose_override(turned_down(call), given(), user=posted(call.office))
    seniors = [senior(call) for _ in range(6)]

    def decide(number: int) -> str:
        verb = confirm_override if number % 2 else send_back_override
        verb(Override.objects.get(pk=override.pk), user=seniors[number])
        return verb.__name__

    return at_once(6, decide)


def _six_propose() -> list[Any]:
    """Six reviewers propose to override the same rule at once: the answers."""
    call = open_call()
    turned_down(call)
    reviewers = [posted(call.office) for _ in range(6)]
    return at_once(6, lambda number: propose_override(Application.objects.get(), given(), user=reviewers[number]).state)


def _one_did(answers: list[Any]) -> bool:
    """Whether one went through and the others were told so in words."""
    return sum(isinstance(answer, str) for answer in answers) == 1 and (
        sum(isinstance(answer, Conflict) for answer in answers) == len(answers) - 1
    )


@pytest.mark.usefixtures("committed_db")
def test_six_seniors_who_decide_at_once_make_one_decision() -> None:
    answers = _six_seniors_decide()
    assert _one_did(answers), answers
    override, application = Override.objects.get(), Application.objects.get()
    confirmed = "confirm_override" in answers
    assert override.state == (OverrideState.IN_FORCE if confirmed else OverrideState.REJECTED)
    assert application.status == (Status.ELIGIBLE if confirmed else Status.NOT_ELIGIBLE)
    assert application.events.filter(event=Event.APPLY_SCREENING).count() == int(confirmed)


@pytest.mark.usefixtures("committed_db")
def test_of_six_who_propose_at_once_one_does() -> None:
    answers = _six_propose()
    assert _one_did(answers), answers
    assert Override.objects.get().state == OverrideState.OPEN


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("six", [_six_seniors_decide, _six_propose])
def test_without_the_lock_the_six_are_not_told_apart(six: Callable[[], list[Any]], monkeypatch: Any) -> None:
    """The control of the tests above: with the application's lock off, the very same threads do go wrong."""
    monkeypatch.setattr(overrides, "locked_for", lambda application, **_who: Application.objects.get(pk=application.pk))
    answers = six()
    assert not _one_did(answers), "six threads without a lock behaved as if there were one: the race is not reached"
