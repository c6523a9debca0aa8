"""The one history of an application, and the edges the database itself allows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.applications import Application
from applications.models.visibility import ChildQuerySet
from applications.states import Status
from portal.common import clock
from portal.offices.models import Office


class WorkflowEdge(models.Model):
    """A copy of `applications.workflow.triples()`, made by migrations: what an event is checked against."""

    event = models.CharField(max_length=30)
    from_status = models.CharField(max_length=20)
    to_status = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "from_status", "to_status"], name="applications_edge_once")
        ]

    def __str__(self) -> str:
        return f"{self.from_status} --{self.event}--> {self.to_status}"


class ApplicationEvent(models.Model):
    """Something somebody did. Append-only; refused by the database when it is no edge or leaves a gap."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="events", db_constraint=False)
    sequence = models.PositiveIntegerField()
    event = models.CharField(_("event"), max_length=30)
    outcome = models.CharField(max_length=20, blank=True)
    from_status = models.CharField(_("from"), max_length=20, choices=Status.choices)
    to_status = models.CharField(_("to"), max_length=20, choices=Status.choices)
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.CharField(_("as"), max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    reason_code = models.CharField(max_length=40, blank=True)
    idempotency_key = models.CharField(max_length=80, null=True)
    data = models.JSONField(default=dict)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["application", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["application", "sequence"], name="applications_event_sequence_once"),
            models.UniqueConstraint(fields=["application", "idempotency_key"], name="applications_event_idempotent"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}. {self.event}"


class EventReason(models.Model):
    """A reason in words. Personal data: erased without breaking the history it belongs to."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="reasons", db_constraint=False)
    event = models.OneToOneField(ApplicationEvent, models.PROTECT, related_name="reason")
    text = models.TextField(_("reason"))

    objects = ChildQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:60]
