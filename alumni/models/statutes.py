"""The statutes of an association: each version with the day it was adopted, as a checked file."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alumni.models.associations import Association, BelowAssociationQuerySet
from portal.common import clock
from portal.files.models import StoredFile
from portal.offices.models import Office


class Statutes(models.Model):
    """One version. Those of the latest day hold; earlier ones stay."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    association = models.ForeignKey(Association, models.PROTECT, related_name="statutes", db_constraint=False)
    adopted_on = models.DateField(_("adopted on"))
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    recorded_at = models.DateTimeField(_("recorded"), default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = BelowAssociationQuerySet.as_manager()

    class Meta:
        verbose_name = _("statutes")
        verbose_name_plural = _("statutes")
        ordering = ["association", "-adopted_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.association}: {self.adopted_on}"
