"""The one writer of status, over every status, event and role; and what the database refuses by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from applications.actors import SYSTEM, Actor, actor_for
from applications.models import Application, ApplicationEvent, Choice, EventReason, WorkflowEdge
from applications.services import guards
from applications.services.transition import transition, transition_many
from applications.states import Status
from applications.workflow import By, Event, doers, edge_for, needs_reason, path_to, triples
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import OfficeKind, Role
from portal.outbox.models import Message
from programs.models import Call
from tests.factories import OfficeFactory, PersonFactory, PostingFactory

ROLES: dict[str, set[By]] = {
    "applicant": {By.APPLICANT},
    "system": {By.SYSTEM},
    "stranger": set(),
    "reviewer": {By.REVIEWER},
    "senior_reviewer": {By.REVIEWER, By.SENIOR_REVIEWER},
    "coordinator": {By.COORDINATOR},
    "ministry": {By.MINISTRY},
    "operator": set(),
    "reviewer_elsewhere": set(),
    "coordinator_across": {By.COORDINATOR},
    "coordinator_of_jet": set(),
}


def application_at(status: str, call: Call) -> Application:
    """Make an application with a history that leads to `status`."""
    person = PersonFactory()
    application = Application.objects.create(
        office=call.office, call=call, person=person, programme_version=call.programme_version, binding=call.binding
    )
    Choice.objects.create(office=call.office, application=application)
    here = Status.DRAFT
    for number, (edge, outcome, there) in enumerate(path_to(status), start=1):
        ApplicationEvent.objects.create(
            office=call.office, application=application, sequence=number, event=edge.event, outcome=outcome,
            from_status=here, to_status=there, by=edge.by,
        )  # fmt: skip
        here = there
        application.version = number
    application.status = here
    application.submitted_at = None if status in (Status.DRAFT, Status.CLOSED) else clock.now()
    application.save()
    return application


def actors(application: Application) -> dict[str, Actor]:
    """Make one actor per role, all posted where it matters."""
    office, slug = application.office, application.call.round.programme.slug
    ministry = OfficeFactory(code="ministry", kind=OfficeKind.MINISTRY, country="JP", city="Tokyo")
    elsewhere = OfficeFactory(code="elsewhere", country="VN", city="Hanoi")
    posted = {
        "reviewer": (office, Role.REVIEWER, ""),
        "senior_reviewer": (office, Role.SENIOR_REVIEWER, ""),
        "coordinator": (office, Role.COORDINATOR, ""),
        "ministry": (ministry, Role.MINISTRY, ""),
        "operator": (ministry, Role.OPERATOR, ""),
        "reviewer_elsewhere": (elsewhere, Role.SENIOR_REVIEWER, ""),
        "coordinator_across": (ministry, Role.COORDINATOR, slug),
        "coordinator_of_jet": (ministry, Role.COORDINATOR, "jet"),
    }
    made = {
        name: actor_for(PostingFactory(office=where, role=role, programme=programme).user)
        for name, (where, role, programme) in posted.items()
    }
    return made | {
        "applicant": actor_for(application.person.user),
        "system": SYSTEM,
        "stranger": actor_for(PersonFactory().user),
    }


@pytest.fixture
def open_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every guard pass: here only the table and the roles are looked at. Guards have tests of their own."""
    for name in {edge.guard for event in Event for status in Status if (edge := edge_for(event, status))} - {""}:
        monkeypatch.setitem(guards._guards, name, lambda application, **rest: None)


@pytest.mark.parametrize("status", Status.values)
def test_exactly_the_table_s_people_may_do_exactly_the_table_s_events(
    status: str, call: Call, open_guards: None
) -> None:
    application = application_at(status, call)
    people = actors(application)
    tried = 0
    for event in Event:
        edge = edge_for(event, status)
        for name, actor in people.items():
            outcome = next(iter(edge.to)) if edge else ""
            allowed = edge is not None and bool(doers(edge) & ROLES[name])
            with transaction.atomic():
                point = transaction.savepoint()
                if allowed:
                    event_row = transition(application, event, actor=actor, outcome=outcome, reason="Because.")
                    assert edge is not None
                    assert event_row.to_status == edge.to[outcome] == application.status
                else:
                    with pytest.raises(DomainError) as refused:
                        transition(application, event, actor=actor, outcome=outcome, reason="Because.")
                    assert refused.value.code == ("no_such_edge" if edge is None else "not_your_role")
                    assert isinstance(refused.value, NotAllowed) == (edge is not None)
                transaction.savepoint_rollback(point)
                application.refresh_from_db()
            tried += 1
    assert tried == len(Event) * len(ROLES)


def test_an_event_writes_history_status_and_mail_together(call: Call) -> None:
    application = application_at(Status.NEEDS_CHECK, call)
    reviewer = actors(application)["reviewer"]
    event = transition(application, Event.CLEAR, actor=reviewer, expected_version=application.version)
    application.refresh_from_db()
    assert (application.status, application.version) == (Status.ELIGIBLE, event.sequence)
    assert (event.from_status, event.actor, event.by) == (Status.NEEDS_CHECK, reviewer.user, By.REVIEWER)
    mail = Message.objects.about(f"application:{application.reference}").get()
    assert mail.to_email == application.person.user.email
    assert mail.template == "mail/application_cleared"
    assert mail.context["reference"] == application.reference


def test_the_same_key_again_is_the_same_event(call: Call) -> None:
    application = application_at(Status.ELIGIBLE, call)
    reviewer = actors(application)["reviewer"]
    first = transition(application, Event.OPEN_REVIEW, actor=reviewer, idempotency_key="k1")
    again = transition(application, Event.OPEN_REVIEW, actor=reviewer, idempotency_key="k1")
    assert again.pk == first.pk
    assert application.events.filter(event=Event.OPEN_REVIEW).count() == 1


def test_whoever_looked_at_an_older_version_is_told(call: Call) -> None:
    application = application_at(Status.ELIGIBLE, call)
    people = actors(application)
    seen = application.version
    transition(application, Event.OPEN_REVIEW, actor=people["reviewer"], expected_version=seen)
    with pytest.raises(Conflict) as conflict:
        transition(application, Event.RELEASE, actor=people["coordinator"], expected_version=seen, outcome="reserve")
    assert conflict.value.values["stored_version"] == seen + 1
    assert "In review" in str(conflict.value)


@pytest.mark.parametrize("reason", ["", "   "])
@pytest.mark.parametrize("status", Status.values)
def test_without_a_reason_nothing_that_needs_one_happens(
    status: str, reason: str, call: Call, open_guards: None
) -> None:
    application = application_at(status, call)
    people = actors(application)
    by = {By.APPLICANT: "applicant", By.SYSTEM: "system", By.SENIOR_REVIEWER: "senior_reviewer"}
    for event in Event:
        edge = edge_for(event, status)
        for outcome in edge.to if edge else ():
            assert edge is not None
            if needs_reason(edge, outcome):
                actor = people[by.get(edge.by, edge.by.value)]
                with pytest.raises(DomainError) as refused:
                    transition(application, event, actor=actor, outcome=outcome, reason=reason)
                assert refused.value.code == "reason_missing"


def test_a_reason_is_kept_beside_the_history_and_can_be_erased(call: Call) -> None:
    application = application_at(Status.ELIGIBLE, call)
    event = transition(application, Event.WITHDRAW, actor=actor_for(application.person.user), reason="I found work.")
    assert event.reason.text == "I found work."
    EventReason.objects.filter(event=event).delete()
    assert ApplicationEvent.objects.filter(pk=event.pk, to_status=Status.WITHDRAWN).exists()


def test_an_unknown_outcome_names_the_choices(call: Call) -> None:
    application = application_at(Status.IN_REVIEW, call)
    with pytest.raises(DomainError) as refused:
        transition(application, Event.RELEASE, actor=actors(application)["coordinator"], outcome="selected")
    assert refused.value.code == "unknown_outcome"
    assert "shortlist, reserve, pass_over" in str(refused.value)


def test_many_at_once_follow_the_same_table_and_report_what_they_refuse(call: Call) -> None:
    good = [application_at(Status.ELIGIBLE, call) for _ in range(3)]
    bad = application_at(Status.NEEDS_CHECK, call)
    reviewer = actors(good[0])["reviewer"]
    result = transition_many([*good, bad], Event.OPEN_REVIEW, actor=reviewer, idempotency_prefix="batch-1")
    assert sorted(result.done) == sorted(row.pk for row in good)
    assert {key: error.code for key, error in result.refused.items()} == {bad.pk: "no_such_edge"}
    again = transition_many(good, Event.OPEN_REVIEW, actor=reviewer, idempotency_prefix="batch-1")
    assert sorted(again.done) == sorted(row.pk for row in good)
    assert ApplicationEvent.objects.filter(event=Event.OPEN_REVIEW).count() == 3


def test_many_at_once_cost_the_same_number_of_queries(call: Call, django_assert_max_num_queries: Any) -> None:
    rows = [application_at(Status.ELIGIBLE, call) for _ in range(12)]
    reviewer = actors(rows[0])["reviewer"]
    with django_assert_max_num_queries(8):
        transition_many(rows, Event.OPEN_REVIEW, actor=reviewer, idempotency_prefix="batch")


def test_the_database_holds_the_same_edges_as_the_table(db: None) -> None:
    stored = WorkflowEdge.objects.values_list("event", "from_status", "to_status")
    assert sorted(stored) == triples()


def _refused_by_the_database(application: Application, **fields: Any) -> str:
    row = {
        "office": application.office, "application": application, "sequence": application.version + 1,
        "from_status": application.status, "by": "reviewer",
    }  # fmt: skip
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        ApplicationEvent.objects.create(**(row | fields))
    return str(refused.value)


def test_the_database_refuses_an_edge_that_is_not_in_the_table(call: Call) -> None:
    application = application_at(Status.ELIGIBLE, call)
    assert "no edge of the workflow" in _refused_by_the_database(application, event="release", to_status="shortlisted")


def test_the_database_refuses_a_gap_in_the_chain(call: Call) -> None:
    application = application_at(Status.ELIGIBLE, call)
    words = _refused_by_the_database(
        application, event="open_review", to_status="in_review", sequence=application.version + 2
    )
    assert "gap" in words


def _as_committed(change: Callable[[], Any]) -> None:
    """Make a change and ask at once what the database would ask at commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        change()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_database_refuses_a_status_without_its_event(call: Call) -> None:
    application = application_at(Status.ELIGIBLE, call)
    with pytest.raises(DatabaseError, match="its history says eligible"):
        _as_committed(lambda: Application.objects.filter(pk=application.pk).update(status=Status.SELECTED))


def test_the_database_refuses_to_rewrite_history(call: Call) -> None:
    application = application_at(Status.ELIGIBLE, call)
    for change in (
        lambda: ApplicationEvent.objects.filter(application=application).update(at=clock.now() - timedelta(days=9)),
        lambda: ApplicationEvent.objects.filter(application=application)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_child_cannot_lie_in_another_office_than_its_application(call: Call) -> None:
    application = application_at(Status.DRAFT, call)
    elsewhere = OfficeFactory(code="elsewhere")
    with pytest.raises(DatabaseError, match="office_fk"):
        _as_committed(lambda: Choice.objects.create(office=elsewhere, application=application, rank=2))


def test_children_follow_when_an_application_is_moved(call: Call) -> None:
    application = application_at(Status.ELIGIBLE, call)
    there = OfficeFactory(code="elsewhere")
    other = Call.objects.create(
        office=there, round=call.round, slug="elsewhere", programme_version=call.programme_version,
        rule_set_version=call.rule_set_version, time_zone=call.time_zone, opens_local=call.opens_local,
        closes_local=call.closes_local, opens_at=call.opens_at, closes_at=call.closes_at,
    )  # fmt: skip
    _as_committed(lambda: Application.objects.filter(pk=application.pk).update(office=there, call=other))
    assert set(application.events.values_list("office_id", flat=True)) == {there.pk}
    assert set(application.choices.values_list("office_id", flat=True)) == {there.pk}


def test_a_result_cannot_point_into_another_office(call: Call) -> None:
    application = application_at(Status.ELIGIBLE, call)
    elsewhere = OfficeFactory(code="elsewhere")
    event = application.events.get()
    with pytest.raises(DatabaseError, match="office_fk"):
        _as_committed(
            lambda: EventReason.objects.create(office=elsewhere, application=application, event=event, text="x")
        )


def test_lot_number_and_reference_are_given_once(call: Call) -> None:
    application = application_at(Status.ELIGIBLE, call)
    for field in ("lot_token", "reference"):
        with pytest.raises(DatabaseError, match="given once"), transaction.atomic():
            Application.objects.filter(pk=application.pk).update(**{field: "0" * 11})
    with pytest.raises(DatabaseError, match="is fixed"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(lot_seed="chosen")
