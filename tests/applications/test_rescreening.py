"""New rules for a call that people have applied to: screened in chunks, held, released in one step."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error as DatabaseRefusal
from django.test.utils import CaptureQueriesContext

from applications.models import (
    Application,
    Choice,
    Rescreening,
    RescreeningLine,
    RunScope,
    RunState,
    ScreeningResult,
    ScreeningTask,
)
from applications.queries import explanations
from applications.rescreenings import new_rules_for, progress, submitted_since
from applications.services.drafts import begin
from applications.services.rescreening import discard, release, start, start_many, work
from applications.services.rescreening.working import MOST_FAILURES, do_chunk
from applications.services.submission import submit
from applications.services.verifying import Count, faults
from applications.states import Status
from portal.audit.models import Entry
from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from portal.offices.models import OfficeKind, Role
from portal.outbox.models import Message
from programs.models import Binding, Call
from programs.queries import current_binding, public_call
from tests.applications.new_rules import PASSPORT, VALID_LONG, begun, coordinator, finished, people, publish
from tests.commands import refused, said
from tests.factories import OfficeFactory, PersonFactory
from tests.scenarios import MEETS_ALL, filled_in, submitted
from tests.staff import call_elsewhere, posted

BY_MAIL = "mail/application_screening_changed"


def statuses(applications: dict[str, Application]) -> dict[str, str]:
    return {name: Application.objects.get(pk=row.pk).status for name, row in applications.items()}


def everything() -> tuple[Any, ...]:
    """What a chunk could have written."""
    lines = RescreeningLine.objects.order_by("pk").values_list(
        "pk", "application", "kind", "old_outcome", "new_outcome"
    )
    results = ScreeningResult.objects.order_by("pk").values_list("pk", "binding", "outcome")
    return list(lines), list(results), list(Rescreening.objects.values())


def test_a_run_screens_holds_and_releases_in_one_step(call: Call) -> None:
    applied = people(call)
    publish(call, PASSPORT)
    before, mails = statuses(applied), Message.objects.count()
    run = finished(begun(call))
    assert (run.state, run.total, run.drafts) == (RunState.HELD, 6, 1)
    found = progress(run)
    assert found.by_kind == {"changed": 4, "reworded": 2}
    assert found.moves == (("eligible", "not_eligible", 2), ("needs_check", "not_eligible", 2))
    # Nobody is told anything, and nothing that counts has changed.
    assert statuses(applied) == before
    assert Message.objects.count() == mails

    released = release(run, user=coordinator(call))
    assert {name for name, row in applied.items() if row.pk in released.told} == {"hit", "to check"}
    assert {name for name, row in applied.items() if row.pk in released.tasks} == {"cleared", "in review"}
    assert released.skipped == []
    after = statuses(applied)
    assert after == {**before, "hit": Status.NOT_ELIGIBLE, "to check": Status.NOT_ELIGIBLE}
    letters = Message.objects.filter(template=BY_MAIL)
    assert {letter.context["reference"] for letter in letters} == {
        applied["hit"].reference, applied["to check"].reference,
    }  # fmt: skip
    assert all("2035" in " ".join(letter.context["not_met"]) for letter in letters)
    assert ScreeningTask.objects.filter(closed_at=None).count() == 2
    stored = Rescreening.objects.get()
    assert (stored.state, stored.told, stored.tasks, stored.skipped) == (RunState.RELEASED, 2, 2, 0)
    entry = Entry.objects.get(code="applications.rescreening_released")
    assert (entry.data["told"], entry.data["tasks"]) == (2, 2)
    assert list(faults(Application.objects.all(), Count())) == []


def test_until_the_release_the_applicant_and_every_list_see_what_was_in_force(call: Call) -> None:
    applied = people(call)
    hit, new = applied["hit"], publish(call, PASSPORT)
    sentences = [item.sentence for item in explanations(hit)]
    run = finished(begun(call))
    held = new_rules_for([hit.pk])[hit.pk].held
    assert held is not None
    assert (held.old_outcome, held.new_outcome) == ("eligible", "not_eligible")
    hit.refresh_from_db()
    assert [item.sentence for item in explanations(hit)] == sentences
    assert set(Choice.objects.filter(application=hit).values_list("outcome", flat=True)) == {"eligible"}
    assert hit.binding_id == run.from_binding_id
    # The public page and those who begin now go by the rules in force.
    shown = public_call(call.slug)
    assert shown is not None
    assert current_binding(shown) == run.from_binding
    assert begin(Call.objects.get(), user=PersonFactory().user).binding_id == run.from_binding_id

    release(run, user=coordinator(call))
    hit.refresh_from_db()
    assert any("2035" in item.sentence for item in explanations(hit))
    assert set(Choice.objects.filter(application=hit).values_list("outcome", flat=True)) == {"not_eligible"}
    assert new_rules_for([hit.pk]) == {}
    now = Call.objects.get()
    assert (now.binding, now.rule_set_version) == (run.to_binding, new)
    assert begin(now, user=PersonFactory().user).binding_id == run.to_binding_id
    assert Application.objects.get(pk=applied["draft"].pk).binding_id == run.from_binding_id


def test_the_same_chunk_twice_changes_nothing(call: Call) -> None:
    people(call)
    publish(call, PASSPORT)
    run = begun(call)
    assert do_chunk(run.pk, size=3)
    once = everything()
    Rescreening.objects.filter(pk=run.pk).update(last_key=0)
    assert do_chunk(run.pk, size=3)
    assert everything() == once
    assert progress(run).done == 3


def test_what_postgres_and_python_say_differently_stops_the_run_and_says_where(call: Call) -> None:
    applied = people(call)
    publish(call, PASSPORT)
    run = begun(call)
    assert do_chunk(run.pk, size=1)
    with connection.cursor() as cursor:  # a Postgres that finds everybody's passport too short
        cursor.execute(
            """
            CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              NEW.verdicts := jsonb_set(NEW.verdicts, '{MIRAI-PASS-2}', '"p"'); NEW.outcome := 'eligible'; RETURN NEW;
            END $$;
            CREATE TRIGGER planted BEFORE INSERT ON applications_screeningresult FOR EACH ROW EXECUTE FUNCTION planted()
            """
        )
    run = finished(run)
    assert run.state == RunState.STOPPED
    assert run.stopped_at == applied["hit"]
    assert run.disagreement["rules"] == {"MIRAI-PASS-2": ["p", "f"]}
    assert run.disagreement["outcome"] == ["eligible", "not_eligible"]
    # The chunk it was found in left nothing; the one before stays held for good.
    assert set(run.lines.values_list("application_id", flat=True)) == {applied["fine"].pk}
    assert ScreeningResult.objects.filter(binding=run.to_binding).count() == 1
    with pytest.raises(DomainError, match="Only a finished run"):
        release(run, user=coordinator(call))
    assert Call.objects.get().binding_id == run.from_binding_id
    assert not do_chunk(run.pk)
    assert Entry.objects.get(code="applications.rescreening_stopped").data["why"] == "disagreement"


def test_an_error_that_comes_again_and_again_stops_the_run(call: Call) -> None:
    people(call)
    publish(call, PASSPORT)
    run = begun(call)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE applications_rescreeningline ADD CONSTRAINT planted CHECK (kind = '') NOT VALID")
    for failed in range(1, MOST_FAILURES):
        assert work() == 0
        run.refresh_from_db()
        assert (run.state, run.failures, run.problem) == (RunState.RUNNING, failed, "IntegrityError")
    work()
    run.refresh_from_db()
    assert run.state == RunState.STOPPED
    assert not RescreeningLine.objects.exists()


def test_whom_a_run_covers(call: Call) -> None:
    applied = people(call)
    publish(call, PASSPORT)
    drafts = finished(begun(call, scope=RunScope.DRAFTS))
    assert (drafts.state, drafts.total, drafts.drafts) == (RunState.HELD, 0, 1)
    discard(drafts, user=coordinator(call))
    everybody = finished(begun(call, scope=RunScope.ALL))
    covered = set(everybody.lines.values_list("application_id", flat=True))
    assert covered == {row.pk for name, row in applied.items() if name not in ("draft", "withdrawn")}


def test_who_submits_after_the_start_keeps_the_rules_of_the_draft(call: Call) -> None:
    late = filled_in(call)
    publish(call, PASSPORT)
    run = begun(call)
    submit(late, user=late.person.user, arrived_at=clock.now())
    assert finished(run).lines.count() == 0
    release(run, user=coordinator(call))
    late.refresh_from_db()
    assert (late.status, late.binding_id) == (Status.ELIGIBLE, run.from_binding_id)
    assert submitted_since(run) == 1


def test_a_discarded_run_never_counts_and_the_next_one_starts_afresh(call: Call) -> None:
    applied = people(call)
    publish(call, PASSPORT)
    first = finished(begun(call))
    with pytest.raises(DomainError, match="has a run already"):
        begun(call)
    discard(first, user=coordinator(call))
    assert statuses(applied)["hit"] == Status.ELIGIBLE
    second = finished(begun(call))
    assert (second.number, second.to_binding.number) == (2, 3)
    assert second.to_binding.sha256 == first.to_binding.sha256
    assert second.lines.count() == first.lines.count()
    with pytest.raises(DomainError, match="already"):
        discard(first, user=coordinator(call))


def test_rules_that_are_loosened_let_people_in_again_by_a_second_run(call: Call) -> None:
    applied = people(call)
    publish(call, PASSPORT)
    release(finished(begun(call)), user=coordinator(call))
    call.refresh_from_db()
    publish(call, without=("MIRAI-PASS-2",))
    run = finished(begun(call))
    released = release(run, user=coordinator(call))
    assert {name for name, row in applied.items() if row.pk in released.told} == {"hit", "to check"}
    after = statuses(applied)
    # The verdict on health that was given at submission still counts, two bindings later.
    assert (after["hit"], after["to check"]) == (Status.ELIGIBLE, Status.NEEDS_CHECK)
    assert list(faults(Application.objects.all(), Count())) == []


def test_who_was_screened_by_other_rules_meanwhile_is_passed_over(call: Call) -> None:
    hit = submitted(call)
    publish(call, PASSPORT)
    run = finished(begun(call))
    other = Binding.objects.get(pk=call.binding_id)
    other.pk, other.number = None, 9
    other.save(force_insert=True)
    Application.objects.filter(pk=hit.pk).update(binding=other)
    released = release(run, user=coordinator(call))
    assert (released.told, released.skipped) == ([], [hit.pk])
    assert Application.objects.get().status == Status.ELIGIBLE


def test_erased_values_are_passed_over(call: Call) -> None:
    hit = submitted(call)
    hit.snapshots.get().values.delete()
    publish(call, PASSPORT)
    run = finished(begun(call))
    assert progress(run).by_kind == {"erased": 1}
    assert release(run, user=coordinator(call)).skipped == [hit.pk]


def test_only_coordinators_of_the_call_and_never_applicants_to_it(call: Call) -> None:
    elsewhere = call_elsewhere(call)
    publish(call, PASSPORT)
    ministry = OfficeFactory(code="a-ministry", kind=OfficeKind.MINISTRY)
    for user in (
        posted(call.office, Role.REVIEWER),
        posted(call.office, Role.SENIOR_REVIEWER),
        coordinator(elsewhere),
        posted(ministry, Role.MINISTRY),
        posted(call.office, Role.COORDINATOR, programme="mext-research"),
    ):
        with pytest.raises(NotAllowed) as caught:
            start(call, RunScope.OPEN, user=user)
        assert caught.value.code == "not_coordinator"
    applicant = coordinator(call)
    submitted(call, applicant)
    with pytest.raises(NotAllowed) as caught:
        start(call, RunScope.OPEN, user=applicant)
    assert caught.value.code == "own_application"
    assert Binding.objects.count() == 2

    everywhere = posted(ministry, Role.COORDINATOR, programme="mirai")
    runs, problems = start_many([call, elsewhere], RunScope.OPEN, user=everywhere)
    assert ({run.call_id for run in runs}, problems) == ({call.pk, elsewhere.pk}, {})
    mine = coordinator(call)
    assert list(Rescreening.objects.for_user(mine)) == [run for run in runs if run.call_id == call.pk]
    assert set(Rescreening.objects.for_user(everywhere)) == set(runs)
    abroad = finished(next(run for run in runs if run.call_id == elsewhere.pk))
    for verb in (release, discard):
        with pytest.raises(NotAllowed):
            verb(abroad, user=mine)
    again, problems = start_many([call, elsewhere], RunScope.OPEN, user=mine)
    assert (again, {error.code for error in problems.values()}) == ([], {"already_live", "not_coordinator"})


def test_what_cannot_be_bound_again_is_refused_in_words(call: Call) -> None:
    user = coordinator(call)

    def refusal(**changed: Any) -> str:
        with pytest.raises(DomainError) as caught:
            start(call, RunScope.OPEN, user=user, **changed)
        return caught.value.code

    assert refusal() == "nothing_new"
    retired = call.rule_set_version
    needy = {**PASSPORT, "when": {"ge": {"fact": "passport_expiry", "value": {"param": "programme_end", "years": 9}}}}
    version = publish(call, needy)
    retired.refresh_from_db()
    assert refusal(version=retired) == "not_published"
    assert start(call, RunScope.OPEN, user=user, version=version).to_binding.rule_set_version == version
    with pytest.raises(DomainError, match="no scope"):
        start(call, "everybody", user=user)


def test_the_database_keeps_runs_lines_and_the_binding_in_force_as_they_are(call: Call) -> None:
    submitted(call)
    publish(call, PASSPORT)
    run = finished(begun(call))
    elsewhere = call_elsewhere(call)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in (
        "UPDATE applications_rescreening SET scope = 'all'",
        "DELETE FROM applications_rescreeningline",
        "UPDATE applications_rescreeningline SET new_outcome = 'eligible'",
    ):
        with pytest.raises(DatabaseRefusal, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError, match="own_binding"), transaction.atomic():
        Call.objects.filter(pk=elsewhere.pk).update(binding=run.to_binding)


def test_the_command_screens_and_releases_nothing(call: Call) -> None:
    people(call)
    publish(call, PASSPORT)
    words = said("rescreen", call.slug)
    assert "6 screened, 4 come out otherwise, 1 drafts keep their rules." in words
    assert "2  Ready for review → Not eligible" in words
    assert Rescreening.objects.get().state == RunState.HELD
    assert "has a run already" in refused(2, "rescreen", call.slug)
    assert "There is no call 'nowhere'" in refused(2, "rescreen", "nowhere")


def test_screening_a_chunk_costs_the_same_number_of_queries(call: Call, django_assert_num_queries: Any) -> None:
    for _ in range(7):
        submitted(call, facts={**MEETS_ALL, **VALID_LONG})
    publish(call, PASSPORT)
    run = begun(call)
    do_chunk(run.pk, size=1)
    with CaptureQueriesContext(connection) as of_one:
        do_chunk(run.pk, size=1)
    with django_assert_num_queries(len(of_one)):
        do_chunk(run.pk, size=4)
