"""Mails as rows: queued in the transaction that causes them, delivered at least once, never lost."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.common import clock
from portal.offices.models import OfficeKind
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import current_postings


class MessageState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be delivered")


class MessageQuerySet(models.QuerySet["Message"]):
    """Words about messages."""

    def due(self, at: datetime) -> Self:
        """Return queued messages whose time has come at `at`."""
        return self.filter(state=MessageState.QUEUED, due_at__lte=at)

    def for_user(self, user: Any) -> Self:
        """Return what an operator may see: mails of the offices they work for; at the ministry, all."""
        postings = [posting for posting in current_postings(user) if posting.role in roles_with(Permission.READ_MAILS)]
        if any(posting.office.kind == OfficeKind.MINISTRY for posting in postings):
            return self.all()
        return self.filter(office_id__in=[posting.office_id for posting in postings])

    def about(self, subject: str) -> Self:
        """Return messages about one thing, such as 'application:7F3A…'."""
        return self.filter(subject_key=subject)


class Message(models.Model):
    """One mail to one address. Knows a template and its context, and no other app."""

    dedupe_key = models.CharField(max_length=200, unique=True)
    to_email = models.EmailField(pgettext_lazy("an addressee", "to"), max_length=254)
    language = models.CharField(max_length=5, default="en")
    template = models.CharField(_("template"), max_length=80)
    template_version = models.CharField(max_length=16)
    context = models.JSONField(default=dict)
    subject_key = models.CharField(
        max_length=80, blank=True, help_text=_("What it is about, such as application:7F3A…")
    )
    office_id = models.BigIntegerField(null=True)

    state = models.CharField(_("state"), max_length=10, choices=MessageState.choices, default=MessageState.QUEUED)
    due_at = models.DateTimeField(_("due"), default=clock.now)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    last_error = models.TextField(_("last answer"), blank=True)
    message_id = models.CharField(max_length=120, default=uuid.uuid4, editable=False)

    rendered_subject = models.CharField(_("subject"), max_length=250, blank=True)
    rendered_body = models.TextField(_("text"), blank=True)
    created_at = models.DateTimeField(default=clock.now)
    request_id = models.CharField(max_length=40, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at"], name="outbox_message_due", condition=models.Q(state="queued")),
            models.Index(fields=["claimed_at"], name="outbox_message_claimed", condition=models.Q(state="claimed")),
            models.Index(fields=["subject_key"], name="outbox_message_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.to_email}"


class Heartbeat(models.Model):
    """When beat last ticked and a worker last answered; `/healthz/work` reads it."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.at:%H:%M:%S}"
