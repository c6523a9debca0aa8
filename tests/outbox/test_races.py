"""Two workers at once, on committed rows."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection, transaction

from portal.dev.mailbox import Mailbox
from portal.outbox import delivery
from portal.outbox.claims import claim_due
from portal.outbox.models import Message, MessageState
from tests.committed import at_once
from tests.outbox.letters import queued

pytestmark = pytest.mark.usefixtures("committed_db")
MAILS = 60


def test_four_workers_at_once_send_each_mail_once(mailbox: Mailbox) -> None:
    for number in range(MAILS):
        queued(f"person{number}@example.org")
    sent = at_once(4, lambda _: delivery.run())
    assert sum(sent) == MAILS
    assert Counter(mail.recipients for mail in mailbox.mails()).most_common(1)[0][1] == 1
    assert len(mailbox.mails()) == MAILS
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


def _claimed_while_another_claims(lock: str) -> tuple[set[int], set[int]]:
    """Claim in one transaction that is still open while a second connection claims, too."""
    for number in range(10):
        queued(f"person{number}@example.org")

    first: set[int] = set()

    def claim(worker: int) -> set[int]:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '20s'")
            mine = {message.pk for message in claim_due(6, lock=lock)}
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.5)")  # both have asked before either commits
        return mine

    first, second = at_once(2, claim)
    return first, second


def test_a_claim_passes_over_what_another_worker_is_claiming() -> None:
    first, second = _claimed_while_another_claims("FOR UPDATE SKIP LOCKED")
    assert not first & second
    assert len(first | second) == 10


def test_control_without_the_lock_two_workers_claim_the_same_mails() -> None:
    first, second = _claimed_while_another_claims("")
    assert first & second
