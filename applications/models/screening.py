"""What was submitted, frozen, and what the rules said of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.applications import Application, Choice
from applications.models.visibility import ChildQuerySet
from portal.common import clock
from portal.offices.models import Office
from programs.models import Binding


class Snapshot(models.Model):
    """The frozen part: a salted hash of the values, and verdicts of health rules. Append-only, nothing personal."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="snapshots", db_constraint=False)
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    health_verdicts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["application", "-number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="applications_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.application} #{self.number}"


class SnapshotValues(models.Model):
    """The personal part: facts, answers, file hashes, and the salt. Never changed; erased as a whole."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="snapshot_values", db_constraint=False)
    snapshot = models.OneToOneField(Snapshot, models.PROTECT, related_name="values")
    salt = models.CharField(max_length=32)
    facts = models.JSONField()
    answers = models.JSONField()
    files = models.JSONField(default=list)

    objects = ChildQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.snapshot)


class ScreeningResult(models.Model):
    """What one binding says of one choice in one snapshot: a compact verdict per rule. Append-only."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="screenings", db_constraint=False)
    choice = models.ForeignKey(Choice, models.PROTECT, related_name="screenings")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="screenings")
    binding = models.ForeignKey(Binding, models.PROTECT, related_name="+")
    engine_version = models.CharField(max_length=20)
    outcome = models.CharField(_("outcome"), max_length=20)
    verdicts = models.JSONField()
    created_at = models.DateTimeField(default=clock.now)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening result")
        verbose_name_plural = _("screening results")
        ordering = ["application", "-id"]

    def __str__(self) -> str:
        return f"{self.application}: {self.outcome}"
