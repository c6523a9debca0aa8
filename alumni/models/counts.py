"""How many members an association had: each figure with its day and source, none overwritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alumni.models.associations import Association, BelowAssociationQuerySet
from alumni.states import Source
from portal.common import clock
from portal.offices.models import Office


class MembershipCount(models.Model):
    """A figure for a day. Of two for the same day the one recorded later counts; the earlier stays readable."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    association = models.ForeignKey(Association, models.PROTECT, related_name="counts", db_constraint=False)
    on = models.DateField(_("counted on"))
    members = models.PositiveIntegerField(_("members"))
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    note = models.CharField(_("where it is said"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = BelowAssociationQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership count")
        verbose_name_plural = _("membership counts")
        ordering = ["association", "-on", "-pk"]
        indexes = [models.Index(fields=["association", "-on", "-id"], name="alumni_latest_count")]

    def __str__(self) -> str:
        return f"{self.association}: {self.members} ({self.on})"
