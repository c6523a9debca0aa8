"""Sending what is due: claim, send outside any transaction, mark one by one."""

import time

import structlog

from portal.common import clock
from portal.common.signalling import signal
from portal.outbox import claims
from portal.outbox.models import Message, MessageState
from portal.outbox.post import NoConnection, NotNow, Post, Refused, as_mail
from portal.outbox.rendering import render
from portal.outbox.retrying import MOST_ATTEMPTS, next_try
from portal.outbox.services import DELIVER

# Well below the task's time limit, slowest answers of a mail server included.
AT_A_STRETCH = 60
# Letters of ours are kept to be looked up. Others carry links that open an account or answer in somebody's name:
# nothing of them stays.
KEPT, WITH_LINKS = "mail/", "mail/links/"
ERROR_LIMIT = 1000
logger = structlog.get_logger(__name__)


def run(*, seconds: float = AT_A_STRETCH) -> int:
    """Send until nothing is due, the server cannot be reached, or `seconds` are over. Returns how many were sent."""
    until = time.monotonic() + seconds
    sent = 0
    with Post() as post:
        while batch := claims.claim_due():
            for number, message in enumerate(batch):
                if time.monotonic() > until:
                    claims.give_back(batch[number:])
                    signal(DELIVER)
                    return sent
                if not claims.begin_attempt(message):
                    continue
                try:
                    sent += _deliver(message, post)
                except NoConnection as error:
                    # Nobody else gets through either: the others have not been tried.
                    _postpone(message, str(error))
                    claims.give_back(batch[number + 1 :])
                    return sent
    return sent


def _deliver(message: Message, post: Post) -> bool:
    """Send one claimed message and write down what became of it. Raises NoConnection, with nothing written down."""
    if message.attempts > MOST_ATTEMPTS:
        _fail(message, message.last_error or "every attempt ended with its worker")
        return False
    try:
        render(message)
        mail = as_mail(message)
    except Exception as error:  # whatever a template or an address is capable of: this row fails alone
        logger.exception("mail_unwritable", message=message.pk, template=message.template)
        _fail(message, f"{type(error).__name__}: {error}")
        return False
    try:
        post.send(mail)
    except NoConnection:
        raise
    except NotNow as error:
        _postpone(message, str(error))
        return False
    except Refused as error:
        _fail(message, str(error))
        return False
    kept = message.template.startswith(KEPT) and not message.template.startswith(WITH_LINKS)
    values = {} if kept else {"context": {}, "rendered_body": ""}
    marked = claims.settle(message, MessageState.SENT, sent_at=clock.now(), last_error="", **values)
    logger.info("mail_sent", message=message.pk, template=message.template, attempt=message.attempts, marked=marked)
    return True


def _postpone(message: Message, said: str) -> None:
    due_at = next_try(message.attempts)
    if due_at is None:
        _fail(message, said)
        return
    claims.settle(message, MessageState.QUEUED, due_at=due_at, last_error=said[:ERROR_LIMIT])
    logger.warning("mail_postponed", message=message.pk, attempt=message.attempts, said=said, due_at=due_at.isoformat())


def _fail(message: Message, said: str) -> None:
    claims.settle(message, MessageState.FAILED, last_error=said[:ERROR_LIMIT])
    logger.error("mail_failed", message=message.pk, template=message.template, attempt=message.attempts, said=said)
