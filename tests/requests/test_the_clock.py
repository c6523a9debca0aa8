"""What the clock does: one reminder before the date, an end after it, and back with a refused file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Application, ApplicationEvent
from applications.requests.models import Request
from applications.requests.services.answering import add_file, receive
from applications.requests.services.endings import follow
from applications.requests.services.periodic import expire_due, remind_due, return_refused_files
from applications.requests.states import State
from applications.requests.tasks import watch
from applications.requests.workflow import By
from applications.services.deadlines import close_drafts
from applications.services.submission import submit, withdraw
from applications.services.transition import lock
from applications.states import Status
from portal.common import clock
from portal.common.scoping import scope_required
from portal.files.models import FileState, StoredFile
from programs.models import Call
from tests.requests.asking import asked, letter, link_of, mails_to, now, with_name
from tests.scenarios import filled_in, moved_to

Shift = Callable[[timedelta], object]


def before_due(shift: Shift, request: Request, by: timedelta) -> None:
    shift(request.due_at - datetime.now(UTC) - by)


def test_a_week_before_the_date_one_reminder_goes(draft: Application, shift_clock: Shift, client: Client) -> None:
    request = asked(draft)
    before_due(shift_clock, request, timedelta(days=7, hours=1))
    assert remind_due() == 0
    before_due(shift_clock, request, timedelta(days=6, hours=23))
    assert remind_due() == 1
    assert remind_due() == 0  # once, however often beat comes by
    assert mails_to(request.asked_of.email) == ["mail/links/referee_invited", "mail/links/referee_reminded"]
    assert client.get(link_of(request, "reminded")).status_code == 200
    assert client.get(link_of(request)).status_code == 200
    assert [event.event for event in now(request).events.unscoped("a test")] == ["ask", "remind"]


def test_who_has_answered_is_not_reminded(draft: Application, shift_clock: Shift) -> None:
    request = asked(draft)
    add_file(request, letter(), user=None)
    receive(request, by=By.REFEREE, words={})
    before_due(shift_clock, request, timedelta(days=1))
    with scope_required():
        watch()
    assert "mail/links/referee_reminded" not in mails_to(request.asked_of.email)


def test_after_the_date_it_has_expired_and_the_applicant_is_told(draft: Application, shift_clock: Shift) -> None:
    request = asked(draft)
    before_due(shift_clock, request, timedelta(seconds=0.001) * -1)
    with scope_required():
        watch()
        watch()
    assert now(request).state == State.EXPIRED
    assert mails_to(draft.person.user.email).count("mail/letter_expired") == 1
    assert mails_to(request.asked_of.email) == ["mail/links/referee_invited"]  # no reminder any more


def test_one_pass_takes_the_same_queries_for_one_and_for_two(draft: Application, shift_clock: Shift) -> None:
    first, second = asked(draft, 1), asked(draft, 2)
    rows = Request.objects.unscoped("a test")
    rows.filter(pk=second.pk).update(reminded_at=clock.now())
    before_due(shift_clock, first, timedelta(days=1))
    with CaptureQueriesContext(connection) as one:
        assert remind_due() == 1
    rows.update(reminded_at=None)
    with CaptureQueriesContext(connection) as two:
        assert remind_due() == 2
    assert len(two) <= len(one) + 4  # what a mail is made of: the title of each letter, the name of each applicant


@pytest.mark.parametrize("state", [FileState.SUSPECT, FileState.ERROR])
def test_a_letter_whose_file_the_check_refuses_is_asked_for_again(
    draft: Application, client: Client, state: FileState
) -> None:
    request = asked(draft)
    row = add_file(request, letter(), user=None)
    receive(request, by=By.REFEREE, words={})
    StoredFile.objects.filter(pk=row.file_id).update(state=state)
    assert return_refused_files() == 1
    assert return_refused_files() == 0
    assert now(request).state == State.SENT_BACK
    page = client.get(link_of(request, "file_refused"))
    assert "Please send the letter again" in page.content.decode()
    client.post(link_of(request), {"known_for": "Years", "capacity": "Dean", "file": letter("again.pdf")})
    assert now(request).state == State.RECEIVED
    assert mails_to(draft.person.user.email) == [
        "mail/letter_received", "mail/letter_refused", "mail/letter_received",
    ]  # fmt: skip


def test_letters_end_with_a_draft_that_the_deadline_closed(draft: Application, shift_clock: Shift) -> None:
    request = asked(draft)
    shift_clock(draft.call.closes_at - clock.now() + timedelta(minutes=11))
    close_drafts()
    assert now(request).state == State.CANCELLED
    assert mails_to(request.asked_of.email)[-1] == "mail/referee_cancelled"


def received_with_a_refused_file(request: Request) -> None:
    row = add_file(request, letter(), user=None)
    receive(request, by=By.REFEREE, words={})
    now(request)
    StoredFile.objects.filter(pk=row.file_id).update(state=FileState.SUSPECT)


def test_a_file_refused_after_the_date_leaves_a_week_to_send_another(
    draft: Application, shift_clock: Shift, client: Client
) -> None:
    request = asked(draft)
    received_with_a_refused_file(request)
    before_due(shift_clock, request, timedelta(hours=-2))
    with scope_required():
        watch()
    row = now(request)
    assert row.state == State.SENT_BACK
    assert row.due_at - clock.now() > timedelta(days=6)
    assert row.due_local.endswith("T23:59")
    link = link_of(request, "file_refused")
    client.post(link, {"known_for": "Years", "capacity": "Dean", "file": letter("again.pdf")})
    assert now(request).state == State.RECEIVED
    assert "mail/letter_expired" not in mails_to(draft.person.user.email)


def test_a_date_that_is_far_stays_when_a_file_is_refused(draft: Application) -> None:
    request = asked(draft)
    received_with_a_refused_file(request)
    assert return_refused_files() == 1
    assert now(request).due_local == request.due_local


def test_nobody_is_asked_for_another_file_once_the_application_is_over(draft: Application) -> None:
    request = asked(draft)
    received_with_a_refused_file(request)
    withdraw(draft, user=draft.person.user, reason="Another plan.")
    assert return_refused_files() == 0
    assert now(request).state == State.RECEIVED
    assert mails_to(request.asked_of.email)[-1] == "mail/referee_thanked"


def test_while_a_refusal_stands_nobody_hears_of_letters_and_after_an_appeal_the_clock_goes_on(
    call: Call, shift_clock: Shift
) -> None:
    application = filled_in(call)
    application = submit(application, user=application.person.user, arrived_at=clock.now())
    first, second = application.requests.order_by("number")
    received_with_a_refused_file(second)
    moved_to(application, Status.NOT_ELIGIBLE)
    before_due(shift_clock, first, timedelta(days=1))
    assert (remind_due(), return_refused_files()) == (0, 0)
    before_due(shift_clock, first, timedelta(hours=-1))
    assert expire_due() == 0
    assert mails_to(first.asked_of.email) == ["mail/links/referee_invited"]
    application.refresh_from_db()
    moved_to(application, Status.NEEDS_CHECK)
    assert (return_refused_files(), expire_due()) == (1, 1)
    assert now(first).state == State.EXPIRED
    assert now(second).state == State.SENT_BACK


def test_closing_drafts_reads_the_same_for_one_with_a_letter_and_for_three(call: Call) -> None:
    def reads(*drafts: Application) -> int:
        with transaction.atomic():
            held = lock([each.pk for each in drafts])
            closed = [(row, ApplicationEvent(from_status=Status.DRAFT, to_status=Status.CLOSED)) for row in held]
            with CaptureQueriesContext(connection) as found:
                follow(closed)
            transaction.set_rollback(True)
        return len([query for query in found if query["sql"].startswith("SELECT")])

    drafts = [with_name(call) for _each in range(3)]
    for application in drafts:
        asked(application)
    assert reads(*drafts) == reads(drafts[0])


def test_nothing_is_due_where_nobody_was_asked(draft: Application) -> None:
    assert (remind_due(), expire_due(), return_refused_files()) == (0, 0, 0)
