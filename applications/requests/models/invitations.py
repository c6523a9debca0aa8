"""Links by which somebody without an account answers a request."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.models.visibility import ChildQuerySet
from applications.requests.models.requests import Request
from portal.common import clock
from portal.offices.models import Office


class Invitation(models.Model):
    """One mailed link. The database knows its hash alone; it works as long as its request waits."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+", db_constraint=False)
    request = models.ForeignKey(Request, models.CASCADE, related_name="invitations", db_constraint=False)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a referee")
        verbose_name_plural = _("links of referees")
        ordering = ["request", "id"]

    def __str__(self) -> str:
        return f"{self.request}, {self.made_at:%Y-%m-%d}"
