"""Releasing gives every decision of the frozen list at once, with its mail; once, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection

from applications.actors import actor_for
from applications.services.transition import transition
from applications.shortlists import services
from applications.shortlists.models import Decision, Shortlist
from applications.shortlists.queries import seats_taken
from applications.shortlists.services import build, correct, discard, freeze, give_line_reason, release, releasing
from applications.states import Status
from applications.workflow import Event
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common.errors import DomainError, NotAllowed
from portal.offices.models import Role
from portal.outbox.models import Message
from programs.models import Call
from tests.calls import open_call
from tests.committed import at_once
from tests.shortlists.building import move_deadline, seven_in_review, withdraw
from tests.shortlists.test_by_hand import line_of
from tests.staff import posted


def test_everybody_gets_status_event_reason_and_mail(draft: Shortlist, coordinator: User) -> None:
    give_line_reason(line_of(draft, "G"), "assessment", "The research plan was missing.", user=coordinator)
    frozen = freeze(draft, user=coordinator, accept_cautions=True)

    released = release(frozen, user=coordinator)

    statuses = [line.application.status for line in frozen.lines.select_related("application").order_by("rank")]
    assert statuses == ["shortlisted"] * 3 + ["reserve"] * 2 + ["not_shortlisted"] * 2
    assert (len(released.done), released.skipped) == (7, [])
    last = line_of(frozen, "G").application
    event = last.events.get(event="release")
    assert (event.outcome, event.by, event.actor, event.to_status) == (
        "pass_over", "coordinator", coordinator, "not_shortlisted",
    )  # fmt: skip
    assert (event.reason_code, event.reason.text) == ("assessment", "The research plan was missing.")
    assert line_of(frozen, "F").application.events.get(event="release").reason.text == frozen.reason_text
    best = line_of(frozen, "A").application.events.get(event="release")
    assert (best.reason_code, hasattr(best, "reason")) == ("", False)
    mails = Message.objects.filter(template="mail/application_decision")
    assert {mail.to_email for mail in mails} == {line.application.person.user.email for line in frozen.lines.all()}
    assert mails.get(to_email=last.person.user.email).context["reason"] == "The research plan was missing."
    frozen.refresh_from_db()
    assert (frozen.state, frozen.released_by) == ("released", coordinator)
    assert Entry.objects.get(code="shortlists.released").data["done"] == 7


def test_nobody_is_told_anything_before_the_release(frozen: Shortlist) -> None:
    assert set(frozen.lines.values_list("application__status", flat=True)) == {Status.IN_REVIEW}
    assert not Message.objects.filter(template="mail/application_decision").exists()


def test_only_the_newest_frozen_list_is_released_and_only_once(draft: Shortlist, call: Call, coordinator: User) -> None:
    with pytest.raises(DomainError, match="draft"):
        release(draft, user=coordinator)
    first = freeze(draft, user=coordinator, accept_cautions=True)
    second = correct(first, user=coordinator)
    with pytest.raises(DomainError, match="newer version"):
        release(first, user=coordinator)
    discard(second, user=coordinator)
    release(first, user=coordinator)
    count = Message.objects.count()
    with pytest.raises(DomainError) as again:
        release(first, user=coordinator)
    assert again.value.code == "already_released"
    assert Message.objects.count() == count
    with pytest.raises(DomainError, match="released"):
        correct(first, user=coordinator)


def test_reviewers_do_not_release(frozen: Shortlist, call: Call) -> None:
    with pytest.raises(NotAllowed, match="coordinator"):
        release(frozen, user=posted(call.office, Role.SENIOR_REVIEWER))


def test_who_withdrew_after_the_freeze_is_skipped_and_named(frozen: Shortlist, coordinator: User) -> None:
    gone = line_of(frozen, "A").application
    withdraw(gone)

    released = release(frozen, user=coordinator)

    assert [line.application_id for line in released.skipped] == [gone.pk]
    gone.refresh_from_db()
    assert gone.status == Status.WITHDRAWN
    assert line_of(frozen, "B").application.status == Status.SHORTLISTED


def test_one_decision_that_cannot_be_given_stops_them_all(frozen: Shortlist, coordinator: User, monkeypatch) -> None:
    original = releasing.words_for
    monkeypatch.setattr(
        releasing, "words_for", lambda line, shortlist: "" if line.rank == 7 else original(line, shortlist)
    )
    with pytest.raises(DomainError, match="Nothing was released"):
        release(frozen, user=coordinator)
    assert set(frozen.lines.values_list("application__status", flat=True)) == {Status.IN_REVIEW}
    frozen.refresh_from_db()
    assert frozen.state == "frozen"
    monkeypatch.undo()
    assert len(release(frozen, user=coordinator).done) == 7


def test_a_decision_that_the_frozen_list_does_not_hold_is_refused(draft: Shortlist, coordinator: User) -> None:
    best = line_of(draft, "A").application
    actor = actor_for(coordinator)
    with pytest.raises(DomainError) as early:
        transition(best, Event.RELEASE, actor=actor, outcome="shortlist")
    assert early.value.code == "not_on_frozen_shortlist"
    frozen = freeze(draft, user=coordinator, accept_cautions=True)
    with pytest.raises(DomainError) as other:
        transition(best, Event.RELEASE, actor=actor, outcome="pass_over", reason="Because.")
    assert other.value.code == "decided_otherwise"
    correct(frozen, user=coordinator)
    with pytest.raises(DomainError) as superseded:
        transition(best, Event.RELEASE, actor=actor, outcome="shortlist")
    assert superseded.value.code == "not_on_frozen_shortlist"


def test_a_tampered_list_is_not_released(frozen: Shortlist, coordinator: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE shortlists_shortlistline DISABLE TRIGGER USER")
        cursor.execute("UPDATE shortlists_shortlistline SET decision = 'shortlist' WHERE rank = 7")
        cursor.execute("ALTER TABLE shortlists_shortlistline ENABLE TRIGGER USER")
    with pytest.raises(DomainError, match="not those that were frozen"):
        release(frozen, user=coordinator)
    assert set(frozen.lines.values_list("application__status", flat=True)) == {Status.IN_REVIEW}


def test_somebody_whose_appeal_was_upheld_gets_a_further_list_with_the_places_left(
    frozen: Shortlist, call: Call, coordinator: User
) -> None:
    release(frozen, user=coordinator)
    last = line_of(frozen, "G").application
    senior = posted(call.office, Role.SENIOR_REVIEWER)
    transition(last, Event.REOPEN, actor=actor_for(senior), reason="The appeal was right.")
    assert seats_taken(call) == {Decision.SHORTLIST: 3, Decision.RESERVE: 2}
    withdraw(line_of(frozen, "B").application)

    further = build(call, user=coordinator)

    assert (further.number, further.corrects, further.places, further.reserve_places) == (2, None, 1, 0)
    release(freeze(further, user=coordinator, accept_cautions=True), user=coordinator)
    last.refresh_from_db()
    assert last.status == Status.SHORTLISTED


def _frozen_with_eight_coordinators() -> tuple[Shortlist, list[User]]:
    call = move_deadline(open_call(), timedelta(days=-1))
    coordinators = [posted(call.office, Role.COORDINATOR) for _ in range(8)]
    seven_in_review(call)
    return freeze(build(call, user=coordinators[0]), user=coordinators[0], accept_cautions=True), coordinators


def test_eight_releases_at_once_make_one(committed_db: None) -> None:
    frozen, coordinators = _frozen_with_eight_coordinators()

    results = at_once(
        8, lambda number: services.release(Shortlist.objects.get(pk=frozen.pk), user=coordinators[number])
    )

    done = [result for result in results if isinstance(result, releasing.Released)]
    refused = [result.code for result in results if isinstance(result, DomainError)]
    assert (len(done), refused) == (1, ["already_released"] * 7), results
    for line in frozen.lines.all():
        assert line.application.events.filter(event="release").count() == 1
    assert Message.objects.filter(template="mail/application_decision").count() == 7
    assert Entry.objects.filter(code="shortlists.released").count() == 1


def test_without_the_lock_more_than_one_believes_to_have_released(committed_db: None, monkeypatch) -> None:
    """The control of the test above: with the row's lock off, the very same threads do go wrong."""
    frozen, coordinators = _frozen_with_eight_coordinators()
    monkeypatch.setattr(releasing, "lock", lambda shortlist, *, user: Shortlist.objects.get(pk=shortlist.pk))
    results = at_once(8, lambda number: services.release(frozen, user=coordinators[number]))
    clean = [result.code for result in results if isinstance(result, DomainError)].count("already_released") == 7
    assert not clean, "eight threads without a lock behaved as if there were one: the race is not reached"
