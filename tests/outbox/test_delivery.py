"""Mails leave once, survive what servers do, and fail where somebody sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.common import clock
from portal.dev.mailbox import Mailbox
from portal.outbox import claims, delivery, retrying
from portal.outbox.claims import claim_due
from portal.outbox.models import Message, MessageState
from portal.outbox.sweeping import sweep
from tests.clock import Shift
from tests.outbox.letters import queued

pytestmark = pytest.mark.django_db


def test_a_queued_mail_arrives_whole_and_is_marked_sent(mailbox: Mailbox) -> None:
    message = queued("zoe.muller@example.org")
    assert delivery.run() == 1
    (mail,) = mailbox.mails()
    message.refresh_from_db()
    assert mail.recipients == ("zoe.muller@example.org",)
    assert mail.subject == message.rendered_subject == "Received: your application to MIRAI (7F3AK29QWXR)"
    assert "Dear Zoë <Carreño> & Søn," in mail.text
    assert mail.message["Message-ID"] == f"<{message.message_id}@localhost>"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert (message.state, message.attempts, message.claim) == (MessageState.SENT, 1, None)
    assert message.sent_at is not None


def test_nothing_is_sent_twice_or_before_its_time(mailbox: Mailbox) -> None:
    queued()
    Message.objects.filter(pk=queued("later@example.org").pk).update(due_at=clock.now() + timedelta(minutes=1))
    assert delivery.run() == 1
    assert delivery.run() == 0
    assert [mail.recipients for mail in mailbox.mails()] == [("zoe@example.org",)]


def test_more_mails_than_one_claim_holds_all_leave(mailbox: Mailbox) -> None:
    for number in range(120):
        queued(f"person{number}@example.org")
    assert delivery.run() == 120
    assert len({mail.recipients for mail in mailbox.mails()}) == 120


def test_a_server_out_of_service_is_asked_again_after_a_minute(mailbox: Mailbox, shift_clock: Shift) -> None:
    message = queued()
    mailbox.answer("421")
    assert delivery.run() == 0
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.QUEUED, 1)
    assert "421" in message.last_error
    assert timedelta(seconds=55) < message.due_at - clock.now() < timedelta(seconds=70)
    mailbox.answer("accept")
    shift_clock(timedelta(seconds=70))
    assert delivery.run() == 1
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.SENT, "")


def test_a_refusal_for_good_fails_at_once_and_says_what_was_answered(mailbox: Mailbox) -> None:
    message = queued("nobody@example.org")
    other = queued("somebody@example.org")
    mailbox.answer("550", to="nobody@example.org")
    assert delivery.run() == 1
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.FAILED, 1)
    assert message.last_error.startswith("550 5.1.1")
    assert other.state == MessageState.SENT


def test_a_connection_dropped_after_the_text_means_one_more_mail_with_the_same_id(
    mailbox: Mailbox, shift_clock: Shift
) -> None:
    message = queued()
    mailbox.answer("drop")
    assert delivery.run() == 0
    mailbox.answer("accept")
    shift_clock(timedelta(minutes=2))
    assert delivery.run() == 1
    first, second = mailbox.mails()
    assert first.message["Message-ID"] == second.message["Message-ID"] == f"<{message.message_id}@localhost>"
    assert (first.subject, first.text) == (second.subject, second.text)


def test_the_mails_behind_a_dropped_one_go_out_over_a_new_connection(mailbox: Mailbox) -> None:
    queued("first@example.org")
    queued("second@example.org")
    mailbox.answer("drop", to="first@example.org")
    assert delivery.run() == 1
    assert Message.objects.get(to_email="second@example.org").state == MessageState.SENT


def test_without_a_server_one_mail_is_tried_and_the_others_wait_untried(mailbox: Mailbox, settings: Any) -> None:
    first, second = queued("first@example.org"), queued("second@example.org")
    settings.EMAIL_PORT = 1
    assert delivery.run() == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts) == (MessageState.QUEUED, 1)
    assert first.due_at > clock.now()
    assert "ConnectionRefusedError" in first.last_error
    assert (second.state, second.attempts, second.claim) == (MessageState.QUEUED, 0, None)
    assert second.due_at <= clock.now()


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        ({"template": "mail/no_such_letter"}, "TemplateDoesNotExist"),
        ({"to_email": "zoe@example.org\nBcc: everybody@example.org"}, "Header"),
        ({"to_email": "two addresses@exam ple.org, third"}, "ValueError"),
        ({"to_email": ""}, "no address"),
    ],
)
def test_a_mail_that_cannot_be_written_fails_alone(mailbox: Mailbox, spoiled: dict[str, str], said: str) -> None:
    poison, healthy = queued("poison@example.org"), queued("healthy@example.org")
    Message.objects.filter(pk=poison.pk).update(**spoiled)
    assert delivery.run() == 1
    poison.refresh_from_db()
    healthy.refresh_from_db()
    assert poison.state == MessageState.FAILED
    assert said in poison.last_error
    assert healthy.state == MessageState.SENT
    assert [mail.recipients for mail in mailbox.mails()] == [("healthy@example.org",)]


def test_what_a_dead_worker_had_in_hand_is_sent_by_the_sweeper_ten_minutes_later(
    mailbox: Mailbox, shift_clock: Shift
) -> None:
    queued()
    (in_hand,) = claim_due()
    shift_clock(timedelta(minutes=9))
    assert sweep() == 0
    shift_clock(timedelta(minutes=11))
    assert sweep() == 1
    assert len(mailbox.mails()) == 1
    in_hand.refresh_from_db()
    assert in_hand.state == MessageState.SENT


def test_a_worker_that_comes_back_late_neither_sends_nor_marks(mailbox: Mailbox, shift_clock: Shift) -> None:
    queued()
    (late,) = claim_due()
    shift_clock(timedelta(minutes=11))
    claims.take_back_abandoned()
    assert claims.begin_attempt(late) is False
    assert claims.settle(late, MessageState.SENT) is False
    assert Message.objects.get(pk=late.pk).state == MessageState.QUEUED


def test_attempts_end_after_a_day(mailbox: Mailbox, shift_clock: Shift) -> None:
    message = queued()
    mailbox.answer("421")
    passed = timedelta()
    while True:
        delivery.run()
        message.refresh_from_db()
        if message.state == MessageState.FAILED:
            break
        passed += message.due_at - clock.now() + timedelta(seconds=1)
        shift_clock(passed)
    assert timedelta(hours=24) <= passed <= timedelta(hours=27)
    assert message.attempts == retrying.MOST_ATTEMPTS
    assert "421" in message.last_error


def test_a_run_that_takes_too_long_gives_back_what_it_has_not_tried(mailbox: Mailbox) -> None:
    queued()
    assert delivery.run(seconds=-1) == 0
    message = Message.objects.get()
    assert (message.state, message.attempts, message.claim) == (MessageState.QUEUED, 0, None)
    assert delivery.run() == 1


def test_links_that_open_an_account_are_forgotten_once_sent(mailbox: Mailbox) -> None:
    secret = "https://apply.example.jp/accounts/password/reset/key/4-c8xyz/"
    message = queued(template="account/email/password_reset_key", context={"password_reset_url": secret})
    letter = queued()
    delivery.run()
    message.refresh_from_db()
    letter.refresh_from_db()
    assert secret in mailbox.mails()[0].text
    assert secret not in f"{message.context}{message.rendered_body}"
    assert letter.rendered_body != ""


def test_the_same_dedupe_key_queues_one_mail() -> None:
    queued(dedupe_key="application:7F3AK29QWXR:1:submitted")
    queued(dedupe_key="application:7F3AK29QWXR:1:submitted")
    assert Message.objects.count() == 1
