"""Submitting: in one transaction, once, judged by the instant it arrived, and every attempt on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Application, ScreeningResult, Section, Snapshot, SnapshotValues
from applications.queries import answers_of, explanations, problems_before_submit
from applications.services import submission
from applications.services.deadlines import close_drafts, reopen_drafts
from applications.services.drafts import begin, save_section
from applications.services.screening import salted_sha256
from applications.services.submission import submit, withdraw
from applications.states import Status
from portal.accounts.models import Person
from portal.common import clock
from portal.common.errors import Conflict, DomainError
from portal.files.services import process
from portal.outbox.models import Message
from programs.models import Call
from programs.services.calls import extend_deadline
from tests.calls import open_call
from tests.committed import at_once
from tests.factories import PersonFactory
from tests.scenarios import MEETS_ALL, draft, filled_in, submitted


def test_a_submission_freezes_screens_and_tells(call: Call) -> None:
    application = submitted(call)
    assert application.status == Status.ELIGIBLE
    assert application.submitted_at is not None
    result = ScreeningResult.objects.get(application=application)
    assert result.outcome == "eligible"
    assert set(result.verdicts.values()) == {"p"}
    assert len(result.verdicts) == 12
    values = SnapshotValues.objects.get(application=application)
    assert values.facts["birth_date"] == "2003-05-27"
    assert sorted(file["slot"] for file in values.files) == ["grade_certificate", "passport_copy"]
    stored = {"facts": values.facts, "answers": values.answers, "files": values.files}
    assert salted_sha256(values.salt, stored) == result.snapshot.sha256
    assert Message.objects.filter(template="mail/application_submitted").count() == 1
    assert [attempt.result for attempt in application.attempts.all()] == ["submitted"]


def test_health_answers_are_encrypted_apart_and_never_frozen(call: Call) -> None:
    application = submitted(call)
    assert "declares_healthy" not in str(list(Section.objects.values_list("answers", flat=True)))
    values = SnapshotValues.objects.get(application=application)
    assert "declares_healthy" not in str([values.facts, values.answers])
    assert Snapshot.objects.get(application=application).health_verdicts == {"MIRAI-HEALTH-1": "pass"}
    secret = application.health_answers.get(key="declares_healthy")
    assert b"true" not in bytes(secret.ciphertext)
    assert answers_of(application, include_health=True)["commitments"]["declares_healthy"] is True


@pytest.mark.parametrize(
    ("changed", "status", "failing"),
    [
        ({"birth_date": "2010-01-01"}, Status.NOT_ELIGIBLE, "MIRAI-AGE-1"),
        ({"nationalities": ["FR"]}, Status.NOT_ELIGIBLE, "MIRAI-NAT-1"),
        ({"japan_residence_months_total": 7}, Status.NOT_ELIGIBLE, "MIRAI-RES-1"),
        ({"english_ok": False}, Status.NEEDS_CHECK, "MIRAI-ENG-1"),
        ({"declares_healthy": False}, Status.NEEDS_CHECK, "MIRAI-HEALTH-1"),
    ],
)
def test_the_outcome_is_what_the_rules_say_and_the_reason_is_a_sentence(
    call: Call, changed: dict[str, Any], status: str, failing: str
) -> None:
    application = submitted(call, facts={**MEETS_ALL, **changed})
    assert application.status == status
    reasons = {each.key: each for each in explanations(application) if str(each.verdict) == "fail"}
    assert list(reasons) == [failing]
    assert reasons[failing].sentence.endswith(".")
    assert "{" not in reasons[failing].sentence


def test_what_is_missing_is_named_and_nothing_changes(call: Call) -> None:
    application = draft(call)
    with pytest.raises(DomainError) as refused:
        submit(application, user=application.person.user, arrived_at=clock.now())
    assert refused.value.code == "incomplete"
    assert "document_missing" in refused.value.values["problems"]
    application.refresh_from_db()
    assert (application.status, application.version) == (Status.DRAFT, 0)
    assert not Snapshot.objects.filter(application=application).exists()
    assert [attempt.result for attempt in application.attempts.all()] == ["incomplete"]
    assert len(problems_before_submit(application)) == len(refused.value.values["problems"])


@pytest.mark.parametrize(("milliseconds", "accepted"), [(-1, True), (0, True), (1, False)])
def test_the_deadline_is_judged_by_the_instant_of_arrival(call: Call, milliseconds: int, accepted: bool) -> None:
    application = filled_in(call)
    arrived_at = call.closes_at + timedelta(milliseconds=milliseconds)
    if accepted:
        assert submit(application, user=application.person.user, arrived_at=arrived_at).status == Status.ELIGIBLE
        return
    with pytest.raises(DomainError) as refused:
        submit(application, user=application.person.user, arrived_at=arrived_at)
    assert refused.value.code == "call_not_open"
    assert "(Brussels)" in str(refused.value)
    assert "UTC" in str(refused.value)
    assert application.attempts.get().arrived_at == arrived_at


def test_submitting_again_after_a_lost_answer_changes_nothing(call: Call) -> None:
    application = submitted(call)
    again = submit(application, user=application.person.user, arrived_at=clock.now() + timedelta(days=400))
    assert (again.status, again.version, again.submitted_at) == (
        application.status, application.version, application.submitted_at,
    )  # fmt: skip
    assert sorted(attempt.result for attempt in application.attempts.all()) == ["already_submitted", "submitted"]


def _submit_eight_times(application: Application) -> list[Any]:
    user = application.person.user
    return at_once(8, lambda _: submit(Application.objects.of_person(user).get(), user=user, arrived_at=clock.now()))


def test_eight_clicks_at_once_make_one_submission(committed_db: None) -> None:
    application = filled_in(open_call())
    results = _submit_eight_times(application)
    assert {result.status for result in results} == {Status.ELIGIBLE}
    assert application.events.count() == 1
    assert application.snapshots.count() == 1
    assert Message.objects.filter(template="mail/application_submitted").count() == 1
    assert sorted(a.result for a in application.attempts.all()) == ["already_submitted"] * 7 + ["submitted"]


def test_without_the_lock_eight_clicks_do_harm(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the test above can fail."""
    application = filled_in(open_call())

    def no_lock(rows: Any, *, with_people: bool) -> list[Application]:
        return list(rows.select_related("person__user", "call__round__programme", "call__office", "office"))

    monkeypatch.setattr(submission, "lock", no_lock)
    results = _submit_eight_times(application)
    assert {type(result) for result in results if isinstance(result, Exception)} == {IntegrityError}


def test_an_attempt_survives_the_submission_that_is_rolled_back(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = filled_in(open_call())

    def broken(*args: Any, **rest: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(submission, "transition_locked", broken)
    with pytest.raises(RuntimeError, match="disk"):
        submit(application, user=application.person.user, arrived_at=clock.now())
    application.refresh_from_db()
    assert application.status == Status.DRAFT
    assert application.snapshots.count() == 0
    assert [attempt.result for attempt in application.attempts.all()] == ["failed"]


def test_a_call_that_is_not_open_takes_no_new_application(call: Call) -> None:
    call.closes_at = clock.now() - timedelta(minutes=1)
    with pytest.raises(DomainError, match="closed on"):
        begin(call, user=PersonFactory().user)
    call.opens_at, call.closes_at = clock.now() + timedelta(days=1), clock.now() + timedelta(days=9)
    with pytest.raises(DomainError, match="opens on"):
        begin(call, user=PersonFactory().user)


def test_two_tabs_end_in_a_conflict_that_shows_what_is_stored(call: Call) -> None:
    application = draft(call)
    user = application.person.user
    save_section(application, "studies", {"institution": "ULB"}, user=user, expected_version=0, complete=False)
    with pytest.raises(Conflict) as conflict:
        save_section(
            application, "studies", {"institution": "KU Leuven"}, user=user, expected_version=0, complete=False
        )
    assert conflict.value.values == {"stored": {"institution": "ULB"}, "version": 1}
    assert answers_of(application)["studies"] == {"institution": "ULB"}


def test_nobody_saves_into_somebody_else_s_draft(call: Call) -> None:
    application = draft(call)
    with pytest.raises(DomainError) as refused:
        save_section(application, "studies", {}, user=PersonFactory().user, expected_version=0, complete=False)
    assert refused.value.code == "not_yours"


def test_names_reach_the_person_when_they_are_submitted_and_no_draft_blanks_them(call: Call) -> None:
    application = submitted(call, full_name="Nguyễn Thị Hương", native_name="")
    person = Person.objects.get(applications=application)
    assert (person.full_name, person.search_key[:16]) == ("Nguyễn Thị Hương", "nguyen thi huong")
    assert person.birth_date is not None
    withdraw(application, user=person.user, reason="Once more.")
    again = begin(call, user=person.user, prefill={"about_you": {"birth_date": "2001-01-01"}})
    save_section(again, "about_you", {"full_name": "Someone"}, user=person.user, expected_version=1, complete=False)
    person.refresh_from_db()
    assert (person.full_name, person.birth_date.isoformat()) == ("Nguyễn Thị Hương", "2003-05-27")


@pytest.mark.parametrize("name", ["ﷺ" * 200, "Ö" * 200])
def test_the_longest_names_are_kept_whole(call: Call, name: str) -> None:
    application = submitted(call, full_name=name, passport_name=name, native_name=name)
    assert Person.objects.get(applications=application).native_name == name


def test_the_clock_closes_drafts_ten_minutes_after_the_deadline_and_tells_once(call: Call) -> None:
    early, late = draft(call), submitted(call)
    Call.objects.filter(pk=call.pk).update(
        closes_at=clock.now() - timedelta(minutes=9), opens_at=clock.now() - timedelta(days=3)
    )
    assert close_drafts() == 0
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(minutes=11))
    assert close_drafts() == 1
    assert close_drafts() == 0
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.status, late.status) == (Status.CLOSED, Status.ELIGIBLE)
    assert Message.objects.filter(template="mail/application_draft_closed").count() == 1


def test_extending_the_deadline_reopens_what_it_closed_for_all(call: Call) -> None:
    closed, begun_again = draft(call), draft(call)
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(minutes=11))
    assert close_drafts() == 2
    call.refresh_from_db()
    with clock.shifted(timedelta(days=-1)):
        newer = begin(call, user=begun_again.person.user)
    extend_deadline(call, (clock.now() + timedelta(days=5)).strftime("%Y-%m-%dT12:00"), actor=None)
    for row in (closed, begun_again, newer):
        row.refresh_from_db()
    assert (closed.status, begun_again.status, newer.status) == (Status.DRAFT, Status.CLOSED, Status.DRAFT)
    assert closed.events.latest("sequence").by == "system"
    assert Message.objects.filter(template="mail/application_draft_reopened").count() == 1
    assert close_drafts() == 0


def test_of_two_closed_drafts_of_one_person_the_newest_is_reopened(call: Call) -> None:
    older = draft(call)
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(minutes=11))
    close_drafts()
    call.refresh_from_db()
    with clock.shifted(timedelta(days=-1)):
        newer = begin(call, user=older.person.user)
    close_drafts()
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() + timedelta(days=5))
    call.refresh_from_db()
    assert reopen_drafts(call) == 1
    older.refresh_from_db()
    newer.refresh_from_db()
    assert (older.status, newer.status) == (Status.CLOSED, Status.DRAFT)


def test_reopening_asks_no_more_questions_for_more_drafts(call: Call) -> None:
    def queries_to_reopen(drafts: int) -> int:
        for _ in range(drafts):
            draft(call)
        Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(minutes=11))
        close_drafts()
        Call.objects.filter(pk=call.pk).update(closes_at=clock.now() + timedelta(days=5, minutes=drafts))
        call.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            assert reopen_drafts(call) >= drafts
        return len(queries)

    assert queries_to_reopen(1) == queries_to_reopen(6)


def test_withdrawing_frees_the_place_for_a_new_application(call: Call) -> None:
    application = submitted(call)
    user = application.person.user
    withdraw(application, user=user, reason="I chose another theme.")
    with transaction.atomic():
        assert begin(call, user=user).pk != application.pk


def test_the_last_step_asks_the_database_few_questions(db: None, client: Client) -> None:
    """A deadline evening has thousands of them: what one reads twice, all wait for."""
    application = filled_in(open_call())
    for document in application.documents.all():
        process(document.file_id)
    client.force_login(application.person.user)
    client.get(f"/applications/{application.reference}/check/")
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(f"/applications/{application.reference}/submit/", {"declaration": "on"})
    assert answer.status_code == 302
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 18, "\n".join(asked)
