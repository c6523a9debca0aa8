"""Corrections after submission: kept beside what was sent, screened at once, counting only once they are taken."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction

from applications import health
from applications.addenda import (
    MOST_WAITING,
    answers_in_force,
    counting_snapshot,
    foreseen,
    health_in_force,
)
from applications.evidence import strict
from applications.models import (
    Addendum,
    AddendumHealth,
    AddendumState,
    AddendumValues,
    Application,
    HealthAnswer,
    SnapshotValues,
)
from applications.overriding import standing_of
from applications.queries import explanations
from applications.review import services
from applications.review.services import set_aside_addendum, take_addendum
from applications.services.submission import withdraw
from applications.services.verifying import Count, faults
from applications.states import Status
from portal.audit.models import Entry
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Role
from portal.outbox.models import Message
from programs.models import Call
from tests import scenarios
from tests.applications.corrections import corrected
from tests.factories import PersonFactory
from tests.staff import call_elsewhere, in_review, needing_check, posted


@pytest.fixture
def sent(call: Call) -> Application:
    return scenarios.submitted(call)


@pytest.fixture
def senior(call: Call) -> Any:
    return posted(call.office, Role.SENIOR_REVIEWER)


def fresh(application: Application) -> Application:
    return Application.objects.unscoped("a test").select_related("person__user", "call").get(pk=application.pk)


def mails(application: Application) -> list[str]:
    found = Message.objects.about(f"application:{application.reference}").order_by("pk")
    return [message.template.removeprefix("mail/") for message in found]


def verified(application: Application) -> list[str]:
    return list(faults(Application.objects.unscoped("a test").filter(pk=application.pk), Count()))


def test_what_was_submitted_stays_and_the_correction_lies_beside_it(sent: Application) -> None:
    before = sent.sections.get(key="about_you").answers
    addendum = corrected(sent, birth_date="2002-05-27", reason="The year was wrong.")
    assert sent.sections.get(key="about_you").answers == before
    assert addendum.state == AddendumState.WAITING
    assert (addendum.values.before, addendum.values.after) == (
        {"birth_date": "2003-05-27"},
        {"birth_date": "2002-05-27"},
    )
    assert addendum.values.reason == "The year was wrong."
    assert sent.snapshots.count() == 2
    assert addendum.snapshot.number == 2
    assert addendum.snapshot.values.answers["about_you"]["birth_date"] == "2002-05-27"


def test_it_is_screened_at_once_and_counts_nowhere(sent: Application) -> None:
    stood = standing_of(sent)
    assert stood is not None
    addendum = corrected(sent, has_japanese_nationality=True)
    held = addendum.snapshot.screenings.get()
    assert held.outcome == Status.NOT_ELIGIBLE, "the control: it would come out otherwise"
    now = standing_of(sent)
    assert now is not None
    assert now.outcome == stood.outcome
    assert now.best.result.pk == stood.best.result.pk
    assert sent.choices.get().outcome == Status.ELIGIBLE
    assert fresh(sent).status == Status.ELIGIBLE
    assert answers_in_force(sent)["nationality"]["has_japanese_nationality"] is False
    assert all(item.verdict == "pass" for item in explanations(sent, "en"))
    found = strict(sent)
    assert found is None or found.snapshot.number == 1
    assert verified(sent) == []


def test_staff_see_what_the_result_would_become(sent: Application) -> None:
    then = foreseen(corrected(sent, has_japanese_nationality=True))
    assert then is not None
    assert then.outcome == Status.NOT_ELIGIBLE
    same = foreseen(corrected(sent, birth_date="2002-01-02"))
    assert same is not None
    assert same.outcome == Status.ELIGIBLE


def test_a_senior_reviewer_takes_it_and_the_status_follows_in_one_letter(sent: Application, senior: Any) -> None:
    addendum = corrected(sent, has_japanese_nationality=True)
    event = take_addendum(addendum, user=senior)
    assert event is not None
    assert (event.event, event.to_status) == ("apply_screening", Status.NOT_ELIGIBLE)
    assert fresh(sent).status == Status.NOT_ELIGIBLE
    assert sent.choices.get().outcome == Status.NOT_ELIGIBLE
    assert "was taken into account" in event.reason.text
    assert mails(sent) == ["application_submitted", "addendum_received", "application_screening_changed"]
    assert Entry.objects.filter(code="review.addendum_taken", user_id=senior.pk).count() == 1
    assert verified(sent) == []


def test_where_nothing_comes_out_otherwise_the_status_stays_and_the_answers_count(
    sent: Application, senior: Any
) -> None:
    assert take_addendum(corrected(sent, full_name="Zoë Carreño Díaz"), user=senior) is None
    assert fresh(sent).status == Status.ELIGIBLE
    assert answers_in_force(sent)["about_you"]["full_name"] == "Zoë Carreño Díaz"
    assert fresh(sent).person.full_name == "Zoë Carreño Díaz"
    assert mails(sent)[-1] == "addendum_taken"


def test_it_is_set_aside_with_words_that_the_applicant_gets(sent: Application, senior: Any) -> None:
    addendum = corrected(sent, has_japanese_nationality=True)
    set_aside_addendum(addendum, user=senior, words="Your passport says otherwise.")
    addendum.refresh_from_db()
    assert addendum.state == AddendumState.SET_ASIDE
    assert addendum.answer.text == "Your passport says otherwise."
    assert fresh(sent).status == Status.ELIGIBLE
    assert answers_in_force(sent)["nationality"]["has_japanese_nationality"] is False
    assert mails(sent)[-1] == "addendum_set_aside"
    assert verified(sent) == []
    with pytest.raises(DomainError, match="Say why"):
        set_aside_addendum(corrected(sent, birth_date="2002-01-02"), user=senior, words="  ")


def test_a_reviewer_decides_nothing_before_the_review_and_nobody_about_their_own(sent: Application) -> None:
    addendum = corrected(sent, birth_date="2002-01-02")
    for user in (posted(sent.office, Role.REVIEWER), sent.person.user, PersonFactory().user):
        with pytest.raises(NotAllowed):
            take_addendum(addendum, user=user)
        with pytest.raises(NotAllowed):
            set_aside_addendum(addendum, user=user, words="No.")


def test_in_review_a_reviewer_takes_it_and_the_status_never_follows(call: Call) -> None:
    application = in_review(call)
    addendum = corrected(application, has_japanese_nationality=True)
    assert take_addendum(addendum, user=posted(call.office, Role.REVIEWER)) is None
    assert fresh(application).status == Status.IN_REVIEW
    assert application.choices.get().outcome == Status.NOT_ELIGIBLE
    assert mails(application)[-1] == "addendum_taken"
    assert verified(application) == []


def test_a_check_that_a_person_passed_is_not_asked_again_by_a_correction_of_something_else(
    call: Call, senior: Any
) -> None:
    application = needing_check(call)
    services.clear(application, user=senior)
    take_addendum(corrected(fresh(application), birth_date="2002-01-02"), user=senior)
    assert fresh(application).status == Status.ELIGIBLE


def test_what_two_people_refused_goes_back_to_the_check_at_best(call: Call, senior: Any) -> None:
    application = needing_check(call)
    proposal = services.propose_refusal(
        application, user=posted(call.office), reason_code="requirement_not_met", text="Not fit.", expected_version=1
    )
    services.confirm_refusal(proposal, user=senior)
    addendum = corrected(fresh(application), declares_healthy=True)
    assert foreseen(addendum).outcome == Status.ELIGIBLE  # type: ignore[union-attr]
    take_addendum(addendum, user=senior)
    assert fresh(application).status == Status.NEEDS_CHECK


def test_a_refusal_that_waits_is_decided_first(call: Call, senior: Any) -> None:
    application = needing_check(call)
    services.propose_refusal(
        application, user=posted(call.office), reason_code="requirement_not_met", text="Not fit.", expected_version=1
    )
    addendum = corrected(fresh(application), birth_date="2002-01-02")
    with pytest.raises(DomainError) as refused:
        take_addendum(addendum, user=senior)
    assert refused.value.code == "refusal_open"


def test_two_corrections_can_be_decided_in_any_order_and_both_count(sent: Application, senior: Any) -> None:
    first = corrected(sent, birth_date="2002-01-02")
    second = corrected(sent, passport_expiry="2033-03-03")
    take_addendum(second, user=senior)
    take_addendum(first, user=senior)
    answers = answers_in_force(sent)
    assert answers["about_you"]["birth_date"] == "2002-01-02"
    assert answers["passport"]["passport_expiry"] == "2033-03-03"
    counting = counting_snapshot(sent)
    assert counting is not None
    assert counting.number == 4, "the one that was given first was frozen anew, upon the other"
    assert verified(sent) == []


def test_what_was_set_aside_does_not_come_back_with_a_later_one(sent: Application, senior: Any) -> None:
    first = corrected(sent, birth_date="2002-01-02")
    second = corrected(sent, phone="+32 2 500 05 81")
    set_aside_addendum(first, user=senior, words="No.")
    take_addendum(second, user=senior)
    assert answers_in_force(sent)["about_you"]["birth_date"] == "2003-05-27"
    assert answers_in_force(sent)["about_you"]["phone"] == "+32 2 500 05 81"


def test_one_decides_once(sent: Application, senior: Any) -> None:
    addendum = corrected(sent, birth_date="2002-01-02")
    take_addendum(addendum, user=senior)
    with pytest.raises(Conflict) as conflict:
        set_aside_addendum(addendum, user=senior, words="No.")
    assert conflict.value.code == "addendum_decided"


def test_eight_presses_make_one_correction(sent: Application) -> None:
    given = {corrected(sent, birth_date="2002-01-02", key="one-page").pk for _press in range(8)}
    assert len(given) == 1
    assert sent.addenda.count() == 1
    assert mails(sent).count("addendum_received") == 1


def test_nothing_changed_no_reason_or_too_many_are_refused_in_words(sent: Application) -> None:
    with pytest.raises(DomainError) as same:
        corrected(sent, birth_date="2003-05-27")
    assert same.value.code == "nothing_changed"
    with pytest.raises(DomainError) as silent:
        corrected(sent, birth_date="2002-01-02", reason="  ")
    assert silent.value.code == "reason_missing"
    for day in range(1, MOST_WAITING + 1):
        corrected(sent, birth_date=f"2002-01-{day:02}")
    with pytest.raises(DomainError) as many:
        corrected(sent, birth_date="2001-01-01")
    assert many.value.code == "too_many_waiting"


def test_what_somebody_applies_for_cannot_be_corrected(sent: Application) -> None:
    other = sent.call.themes.exclude(pk=sent.choices.get().theme_id).first()
    assert other is not None
    with pytest.raises(DomainError) as refused:
        corrected(sent, theme=other.key)
    assert refused.value.code == "nothing_changed"


def test_after_the_end_nothing_is_corrected_or_decided(sent: Application, senior: Any) -> None:
    addendum = corrected(sent, birth_date="2002-01-02")
    withdraw(sent, user=sent.person.user, reason="Another plan.")
    with pytest.raises(DomainError) as late:
        corrected(sent, birth_date="2001-01-02")
    assert late.value.code == "too_late"
    with pytest.raises(DomainError) as over:
        take_addendum(addendum, user=posted(sent.office, Role.SENIOR_REVIEWER))
    assert over.value.code == "is_over"


def test_only_the_applicant_corrects(sent: Application) -> None:
    stranger = PersonFactory().user
    sent.person.user = stranger
    with pytest.raises(DomainError) as refused:
        corrected(sent, birth_date="2002-01-02")
    assert refused.value.code == "not_yours"


def test_answers_about_health_are_corrected_encrypted_and_apart(call: Call, senior: Any) -> None:
    application = needing_check(call)
    addendum = corrected(application, declares_healthy=True)
    row = addendum.health.get()
    assert b"true" not in bytes(row.after)
    assert (health.decrypt(row.before), health.decrypt(row.after)) == (False, True)
    assert "declares_healthy" not in str(addendum.values.after)
    assert "declares_healthy" not in str(addendum.snapshot.values.answers)
    assert health_in_force(application)["declares_healthy"] is False
    take_addendum(addendum, user=senior)
    assert fresh(application).status == Status.ELIGIBLE
    assert health_in_force(application)["declares_healthy"] is True
    assert health.read(application)["declares_healthy"] is False, "what was submitted stays"
    assert verified(application) == []


def test_a_correction_of_something_else_reads_no_answer_about_health(call: Call) -> None:
    application = needing_check(call)
    HealthAnswer.objects.unscoped("a test").filter(application=application).update(ciphertext=b"unreadable")
    addendum = corrected_without_reading(application)
    assert addendum.snapshot.health_verdicts == application.snapshots.get(number=1).health_verdicts


def corrected_without_reading(application: Application) -> Addendum:
    from applications.services.addenda import Correction, give_addendum

    answers = {**answers_in_force(application)["about_you"], "birth_date": "2002-01-02"}
    return give_addendum(
        application, Correction("about_you", answers, "Wrong."), user=application.person.user, based_on=1,
        idempotency_key="k",
    )  # fmt: skip


def test_keys_of_health_corrections_are_renewed_with_the_others(call: Call) -> None:
    addendum = corrected(needing_check(call), declares_healthy=True)
    before = bytes(addendum.health.get().after)
    call_command("renew_field_keys")
    row = addendum.health.get()
    assert bytes(row.after) != before
    assert health.decrypt(row.after) is True


def test_once_the_values_are_erased_it_can_be_set_aside_and_not_taken(sent: Application, senior: Any) -> None:
    addendum = corrected(sent, birth_date="2002-01-02")
    AddendumValues.objects.unscoped("a test").filter(addendum=addendum).delete()
    with pytest.raises(DomainError) as erased:
        take_addendum(Addendum.objects.unscoped("a test").get(pk=addendum.pk), user=senior)
    assert erased.value.code == "values_erased"
    SnapshotValues.objects.unscoped("a test").filter(application=sent).delete()
    with pytest.raises(DomainError) as gone:
        corrected(sent, birth_date="2001-01-02")
    assert gone.value.code == "values_erased"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applications_addendum SET section = 'x'",
        "UPDATE applications_addendum SET given_at = now()",
        "DELETE FROM applications_addendum",
        "UPDATE applications_addendumvalues SET reason = 'x'",
        "UPDATE applications_addendum SET state = 'set_aside', decided_by_id = given_by_id, decided_at = now()",
    ],
)
def test_the_database_refuses_to_change_what_was_given_or_decided(
    sent: Application, senior: Any, statement: str
) -> None:
    take_addendum(corrected(sent, birth_date="2002-01-02"), user=senior)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_correction_cannot_cross_into_another_office(sent: Application) -> None:
    addendum = corrected(sent, birth_date="2002-01-02")
    elsewhere = call_elsewhere(sent.call).office
    moved = "SET CONSTRAINTS ALL IMMEDIATE; UPDATE applications_addendum SET office_id = %s WHERE id = %s"
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(moved, [elsewhere.pk, addendum.pk])


def test_no_health_value_is_left_once_it_is_erased(call: Call) -> None:
    addendum = corrected(needing_check(call), declares_healthy=True)
    AddendumHealth.objects.unscoped("a test").filter(addendum=addendum).delete()
    assert not addendum.health.exists()
