"""Which worker has which messages in hand. A result counts only under the claim it was made with."""

import uuid
from datetime import timedelta

from portal.common import clock
from portal.outbox.models import Message, MessageQuerySet, MessageState

AT_ONCE = 50
# Longer than a task may live (CELERY_TASK_TIME_LIMIT): whoever has held a message for that long is dead.
ABANDONED = timedelta(minutes=10)

# One statement: rows that another worker is just claiming are passed over, not waited for. MATERIALIZED, because a
# plan that ran the inner part twice would lock more rows than it updates.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM outbox_message WHERE state = %(queued)s AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT %(limit)s {lock}
)
UPDATE outbox_message AS message
SET state = %(claimed)s, claim = %(claim)s, claimed_at = %(now)s
FROM due WHERE message.id = due.id RETURNING message.*
"""
_SKIPPING = "FOR UPDATE SKIP LOCKED"


def claim_due(limit: int = AT_ONCE, *, lock: str = _SKIPPING) -> list[Message]:
    """Take up to `limit` due messages, the longest due first. Each is in one worker's hands only."""
    values = {
        "queued": MessageState.QUEUED.value,
        "claimed": MessageState.CLAIMED.value,
        "claim": uuid.uuid4(),
        "now": clock.now(),
        "limit": limit,
    }
    taken = Message.objects.raw(_CLAIM.format(lock=lock), values)
    return sorted(taken, key=lambda message: (message.due_at, message.pk))


def begin_attempt(message: Message) -> bool:
    """Count an attempt, just before it is made. Returns False when the claim was taken from us meanwhile."""
    message.attempts += 1
    return bool(_mine(message).update(attempts=message.attempts))


def settle(message: Message, state: MessageState, **values: object) -> bool:
    """Write what became of a claimed message. Returns False when the claim was taken from us meanwhile."""
    return bool(_mine(message).update(state=state, claim=None, claimed_at=None, **values))


def give_back(messages: list[Message]) -> None:
    """Let go of messages that were not tried."""
    for message in messages:
        settle(message, MessageState.QUEUED)


def _mine(message: Message) -> MessageQuerySet:
    return Message.objects.filter(pk=message.pk, state=MessageState.CLAIMED, claim=message.claim)


def take_back_abandoned() -> int:
    """Queue again what a dead worker had in hand; returns how many.

    One of them may have been sent: it then goes out once more, under the same Message-ID.
    """
    now = clock.now()
    abandoned = Message.objects.filter(state=MessageState.CLAIMED, claimed_at__lt=now - ABANDONED)
    return abandoned.update(state=MessageState.QUEUED, claim=None, claimed_at=None, due_at=now)
