"""Applications that came on paper: who entered one, when the paper arrived, and codes to claim it by."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.applications import Application
from applications.models.visibility import ChildQuerySet
from portal.common import clock
from portal.offices.models import Office


class PaperEntry(models.Model):
    """That an application came on paper, and who of the office enters it. Append-only."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.OneToOneField(Application, models.PROTECT, related_name="paper", db_constraint=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered"), default=clock.now)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry from paper")
        verbose_name_plural = _("entries from paper")

    def __str__(self) -> str:
        return f"{self.application}"


class PaperArrival(models.Model):
    """What somebody of the office states about when a paper arrived there. Append-only: the newest counts.

    Day and time are those of the office; `arrived_at` is the instant that the deadline is judged by: without a time the
    last moment of that day, and never later than when it was stated.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="paper_arrivals", db_constraint=False)
    received_on = models.DateField(_("received"))
    received_time = models.TimeField(_("time"), null=True)
    arrived_at = models.DateTimeField()
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=clock.now)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrival of a paper")
        verbose_name_plural = _("arrivals of papers")
        ordering = ["application", "pk"]

    def __str__(self) -> str:
        return f"{self.application}: {self.received_on}"


class ClaimCode(models.Model):
    """A code by which somebody takes over the application that was entered for them; kept as a hash.

    It works once, until `ends_at`, with the birth date beside it. Used or revoked, it never changes again.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="claim_codes", db_constraint=False)
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    wrong_dates = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    # None where too many wrong birth dates ended it.
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("code to claim by")
        verbose_name_plural = _("codes to claim by")
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(used_at=None, revoked_at=None),
                name="applications_claim_code_one_open",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="applications_claim_code_one_end"
            ),
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
                name="applications_claim_code_used_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}, {self.made_at:%Y-%m-%d}"
