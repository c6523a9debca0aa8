"""Every attempt to submit, with its time and result: evidence in an appeal. Survives a rolled-back submission."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.applications import Application
from applications.models.visibility import ChildQuerySet
from portal.common import clock
from portal.offices.models import Office


class SubmissionAttempt(models.Model):
    """One press of the button. Append-only."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="attempts", db_constraint=False)
    arrived_at = models.DateTimeField(_("arrived"))
    recorded_at = models.DateTimeField(default=clock.now)
    result = models.CharField(_("result"), max_length=40, help_text=_("'submitted', or the code of what refused it."))
    request_id = models.CharField(max_length=40, blank=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt to submit")
        verbose_name_plural = _("attempts to submit")
        ordering = ["application", "-id"]

    def __str__(self) -> str:
        return f"{self.application}: {self.result}"
