"""While anybody can still apply, nobody learns the lot's seed: who knew it could draw numbers until one is good."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.urls import reverse

from applications.models import SubmissionAttempt
from applications.services.deadlines import close_drafts
from applications.services.guards import GRACE
from applications.services.submission import submit
from applications.shortlists.models import Shortlist
from applications.shortlists.queries import cautions
from applications.shortlists.services import build, freeze, move, verify
from applications.states import Status
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common import clock
from portal.common.errors import DomainError
from portal.offices.models import Role
from programs.lot import commitment
from programs.models import Call
from programs.services.calls import extend_deadline
from tests.calls import open_call
from tests.clock import Shift
from tests.scenarios import filled_in
from tests.shortlists.building import in_review, move_deadline, seven_in_review
from tests.shortlists.test_by_hand import line_of, order
from tests.shortlists.test_pages import at, text_of
from tests.staff import posted, staff_browser


@pytest.fixture
def still_open(call: Call) -> Call:
    """The same call, open for another ten days."""
    return move_deadline(call, timedelta(days=10))


def seed_shown(call: Call) -> bool:
    """Say whether a stranger reads the seed on the call's page."""
    page = Client().get(f"/calls/{call.slug}/").content.decode()
    assert commitment(call.lot_seed) in page
    return call.lot_seed in page


def frozen_at(draft: Shortlist, coordinator: User, after_deadline: timedelta) -> Shortlist:
    """Freeze as if it were so long after the deadline."""
    with clock.shifted(draft.call.closes_at + after_deadline - clock.now()):
        return freeze(draft, user=coordinator, accept_cautions=True)


def test_a_list_is_made_and_arranged_while_the_call_is_open_but_not_frozen(
    still_open: Call, draft: Shortlist, coordinator: User
) -> None:
    move(line_of(draft, "G"), 1, "Heard again.", user=coordinator)
    with pytest.raises(DomainError, match="after") as refused:
        freeze(draft, user=coordinator, accept_cautions=True)
    assert refused.value.code == "call_open"
    assert str(still_open.closes_at.year) in str(refused.value)
    draft.refresh_from_db()
    still_open.refresh_from_db()
    assert (draft.state, still_open.lot_published_at, seed_shown(still_open)) == ("draft", None, False)
    assert order(draft).startswith("G+ A+")
    move_deadline(still_open, -GRACE - timedelta(minutes=2))
    assert freeze(draft, user=coordinator, accept_cautions=True).sha256
    assert seed_shown(still_open)


def test_what_arrived_in_time_is_still_taken_for_the_minutes_of_grace_so_nothing_is_frozen_then(
    draft: Shortlist, coordinator: User
) -> None:
    second = timedelta(seconds=1)
    for moment in (-second, second, GRACE - second):
        with pytest.raises(DomainError) as refused:
            frozen_at(draft, coordinator, moment)
        assert refused.value.code == "call_open"
        assert "10 minutes" in str(refused.value)
    assert frozen_at(draft, coordinator, GRACE + second).sha256


def test_the_deadline_of_a_call_whose_seed_is_public_stays(frozen: Shortlist, call: Call, coordinator: User) -> None:
    before = call.closes_at
    with pytest.raises(DomainError, match="new call") as refused:
        extend_deadline(call, f"{clock.now() + timedelta(days=9):%Y-%m-%dT12:00}", actor=coordinator)
    assert refused.value.code == "lot_published"
    call.refresh_from_db()
    assert (call.closes_at, verify(frozen).word) == (before, "verified")


def test_a_call_that_ended_is_extended_as_long_as_its_list_is_a_draft(
    draft: Shortlist, call: Call, coordinator: User
) -> None:
    extend_deadline(call, f"{clock.now() + timedelta(days=9):%Y-%m-%dT12:00}", actor=coordinator)
    with pytest.raises(DomainError) as refused:
        freeze(draft, user=coordinator, accept_cautions=True)
    assert refused.value.code == "call_open"


def test_the_database_keeps_the_seed_of_an_open_call_secret(still_open: Call, call: Call) -> None:
    rows = Call.objects.filter(pk=call.pk)
    with pytest.raises(IntegrityError, match="lot_after_deadline"), transaction.atomic():
        rows.update(lot_published_at=clock.now())
    move_deadline(still_open, timedelta(minutes=-2))
    rows.update(lot_published_at=clock.now())
    with pytest.raises(IntegrityError, match="lot_after_deadline"), transaction.atomic():
        rows.update(closes_at=clock.now() + timedelta(days=9))


def test_the_pages_say_from_when_it_can_be_frozen(still_open: Call, draft: Shortlist, coordinator: User) -> None:
    desk = staff_browser(coordinator)
    for name in ("change", "freeze"):
        page = desk.get(at(name, draft.pk))
        assert "It can be frozen once the call has ended" in text_of(page)
        assert "10 minutes" in text_of(page)
        assert ">Freeze the list<" not in page.content.decode()
    answer = desk.post(at("freeze", draft.pk), {"version": draft.version, "accept": "on"}, follow=True)
    assert [str(message)[:32] for message in answer.context["messages"]] == ["It can be frozen once the call h"]
    draft.refresh_from_db()
    assert draft.state == "draft"
    move_deadline(still_open, timedelta(days=-1))
    for name in ("change", "freeze"):
        page = desk.get(at(name, draft.pk))
        assert "once the call has ended" not in text_of(page)
        assert ">Freeze the list<" in page.content.decode()


def test_a_draft_waits_for_its_freeze_only_when_it_can_be_frozen(
    still_open: Call, draft: Shortlist, coordinator: User, shift_clock: Shift
) -> None:
    def waiting() -> list[str]:
        return [
            str(item["words"]) for item in staff_browser(coordinator).get(reverse("admin:index")).context["waiting"]
        ]

    assert "A shortlist to freeze" not in waiting()
    shift_clock(still_open.closes_at - clock.now() + timedelta(hours=1))
    assert "A shortlist to freeze" in waiting()


def test_nobody_in_the_house_reads_the_seed_before_it_is_public(
    still_open: Call, draft: Shortlist, coordinator: User
) -> None:
    line = line_of(draft, "A")
    call_pages = [
        reverse("admin:programs_call_changelist"),
        reverse("admin:programs_call_change", args=[still_open.pk]),
    ]
    list_pages = [at("changelist"), at("add"), at("reason", draft.pk), at("discard", draft.pk), at("freeze", draft.pk)]
    list_pages += [at("change", draft.pk), at("line", draft.pk, line.pk)]
    dossier = reverse("admin:applications_application_change", args=[line.application_id])
    shown = []
    for role in (Role.COORDINATOR, Role.SENIOR_REVIEWER, Role.REVIEWER, Role.OPERATOR):
        desk = staff_browser(posted(still_open.office, role))
        for address in (*call_pages, *list_pages, dossier):
            page = desk.get(address)
            shown += [page.status_code]
            assert still_open.lot_seed not in page.content.decode(), (role, address)
            assert line.lot[:8] not in page.content.decode(), (role, address)
    assert shown.count(200) > 15
    export = staff_browser(coordinator).post(at("export", draft.pk), follow=True)
    assert "Freeze it first" in text_of(export)
    assert still_open.lot_seed not in export.content.decode()
    draft.refresh_from_db()
    assert draft.content is None
    assert not [entry for entry in Entry.objects.all() if still_open.lot_seed in str(entry.data)]


def test_the_lots_are_shown_with_the_seed(frozen: Shortlist, coordinator: User) -> None:
    desk, line = staff_browser(coordinator), line_of(frozen, "A")
    assert f"<code>{line.lot[:8]}</code>" in desk.get(at("change", frozen.pk)).content.decode()
    assert line.lot in desk.get(at("line", frozen.pk, line.pk)).content.decode()


def test_what_is_still_known_before_the_freeze_is_said(draft: Shortlist, call: Call) -> None:
    in_review(call, "Not in review yet", status=Status.ELIGIBLE)
    assert [caution.code for caution in cautions(draft)] == ["waiting"], "an open call is no caution: it is refused"


def test_a_draft_that_nobody_closed_is_not_submitted_once_the_seed_is_public(
    still_open: Call, draft: Shortlist, coordinator: User
) -> None:
    """The clock that closes drafts may stand still; what arrived in time is refused all the same."""
    late, early = filled_in(still_open), filled_in(still_open)
    in_time = still_open.closes_at - timedelta(minutes=1)
    submit(early, user=early.person.user, arrived_at=in_time)
    move_deadline(still_open, -GRACE - timedelta(minutes=2))
    in_time = still_open.closes_at - timedelta(minutes=1)
    freeze(draft, user=coordinator, accept_cautions=True)

    with pytest.raises(DomainError, match="closed on") as refused:
        submit(late, user=late.person.user, arrived_at=in_time)

    assert refused.value.code == "call_not_open"
    late.refresh_from_db()
    assert late.status == Status.DRAFT
    assert SubmissionAttempt.objects.filter(application=late).latest("pk").result == "call_not_open"
    again = submit(early, user=early.person.user, arrived_at=in_time)
    assert again.submitted_at is not None, "who has submitted already is confirmed again, not refused"
    assert close_drafts() == 1


def _apart(work) -> tuple[threading.Thread, list[object]]:
    """Do `work` in a thread with a connection of its own; its result or error is the list's first."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


def _somebody_waits_for_a_lock() -> None:
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nobody waited: the two do not take turns")


@pytest.mark.parametrize("first", ["freeze", "submit"])
def test_a_submission_and_a_freeze_take_turns(committed_db: None, first: str) -> None:
    """Whichever came first is finished before the other one looks: never is a submission newer than the seed."""
    call = open_call()
    coordinator = posted(call.office, Role.COORDINATOR)
    seven_in_review(call)
    drafted = build(call, user=coordinator)
    application = filled_in(call)
    user = application.person.user
    move_deadline(call, -GRACE - timedelta(minutes=2))
    in_time = call.closes_at - timedelta(minutes=1)
    steps = {
        "freeze": lambda: freeze(drafted, user=coordinator, accept_cautions=True),
        "submit": lambda: submit(application, user=user, arrived_at=in_time),
    }
    second = "submit" if first == "freeze" else "freeze"

    with transaction.atomic():
        steps[first]()
        thread, found = _apart(steps[second])
        _somebody_waits_for_a_lock()
    thread.join(timeout=60)

    application.refresh_from_db()
    if first == "freeze":
        assert getattr(found[0], "code", found[0]) == "call_not_open"
        assert application.status == Status.DRAFT
    else:
        assert isinstance(found[0], Shortlist), found
        assert application.status != Status.DRAFT
        call.refresh_from_db()
        assert application.events.get(event="submit").at < call.lot_published_at
