"""Who took a list out of the house."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.shortlists.models.lines import LineQuerySet
from applications.shortlists.models.lists import Shortlist
from portal.common import clock
from portal.offices.models import Office


class ExportRecord(models.Model):
    """Who exported what, with which columns and how many rows; `by` is empty for the command line. Append-only."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    shortlist = models.ForeignKey(Shortlist, models.PROTECT, related_name="exports", db_constraint=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    format = models.CharField(max_length=10)
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, help_text=_("Checksum of the exported bytes."))

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.shortlist} {self.format}"
