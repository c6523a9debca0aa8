"""Queueing: a mail is a row of the transaction that causes it. And sending a failed one again."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import transaction
from django.template.loader import get_template
from django.utils.translation import gettext as _

from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from portal.common.failures import request_id
from portal.common.noting import note
from portal.common.signalling import signal_after_commit
from portal.outbox.models import Message, MessageState

DELIVER = "portal.outbox.tasks.deliver"


@dataclass(frozen=True)
class Mail:
    """One mail to queue. The same `dedupe_key` again does nothing; `subject_key` says what it is about."""

    template: str
    to_email: str
    context: dict[str, Any]
    language: str = "en"
    subject_key: str = ""
    office_id: int | None = None
    dedupe_key: str = field(default_factory=lambda: uuid.uuid4().hex)


@cache
def template_version(template: str) -> str:
    """Return a short hash of a mail's two template sources; raises TemplateDoesNotExist for an unknown template."""
    sources = (get_template(f"{template}_{part}.txt").template.source for part in ("subject", "message"))  # type: ignore[attr-defined]
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()[:12]


def queue_mails(mails: Iterable[Mail]) -> None:
    """Queue mails in one statement, inside the caller's transaction, and signal a worker after commit."""
    rows = [
        Message(
            dedupe_key=mail.dedupe_key,
            to_email=mail.to_email,
            language=mail.language,
            template=mail.template,
            template_version=template_version(mail.template),
            context=mail.context,
            subject_key=mail.subject_key,
            office_id=mail.office_id,
            request_id=request_id()[:40],
        )
        for mail in mails
    ]
    if rows:
        Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        signal_after_commit(DELIVER)


def queue_mail(mail: Mail) -> None:
    """Queue one mail."""
    queue_mails([mail])


def forget_mails(subjects: Collection[str]) -> int:
    """Delete every mail about these things, sent or not, and so the addresses; returns how many."""
    return Message.objects.filter(subject_key__in=subjects).delete()[0] if subjects else 0


@transaction.atomic
def retry(message: Message, *, actor: Any) -> None:
    """Send a failed mail again, as if it were new; it keeps its text and its Message-ID.

    Raises NotAllowed for who is no operator of its office, DomainError not_failed for a mail that has not failed.
    """
    locked = Message.objects.for_user(actor).select_for_update().filter(pk=message.pk).first()
    if locked is None:
        raise NotAllowed("not_operator", _("Only an operator of the office that a mail belongs to can send it again."))
    if locked.state != MessageState.FAILED:
        raise DomainError(
            "not_failed",
            _("The mail to %(to)s has not failed (it is: %(state)s), so there is nothing to send again.")
            % {"to": locked.to_email, "state": locked.get_state_display()},
            state=locked.state,
        )
    locked.state, locked.attempts, locked.due_at = MessageState.QUEUED, 0, clock.now()
    locked.save(update_fields=["state", "attempts", "due_at"])
    note("outbox.retried", user=actor, about=locked)
    signal_after_commit(DELIVER)
