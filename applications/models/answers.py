"""Answers per section, and health answers apart and encrypted."""

from __future__ import annotations

from django.db import models

from applications.models.applications import Application
from applications.models.visibility import ChildQuerySet
from portal.common import clock
from portal.offices.models import Office


class Section(models.Model):
    """One question group's answers, as typed and accepted. `version` makes two tabs end in a conflict page."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="sections", db_constraint=False)
    key = models.SlugField()
    answers = models.JSONField(default=dict)
    complete = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)

    objects = ChildQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="applications_section_once")]

    def __str__(self) -> str:
        return f"{self.application}: {self.key}"


class HealthAnswer(models.Model):
    """One health answer, encrypted; never in a snapshot, list, search, mail or default export."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="health_answers", db_constraint=False)
    key = models.SlugField()
    ciphertext = models.BinaryField()
    saved_at = models.DateTimeField(default=clock.now)

    objects = ChildQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="applications_health_once")]

    def __str__(self) -> str:
        return f"{self.application}: {self.key}"
