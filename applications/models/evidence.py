"""What staff saw when they held a fact of a snapshot against the documents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.applications import Application
from applications.models.documents import Document
from applications.models.screening import Snapshot
from applications.models.visibility import ChildQuerySet
from portal.common import clock
from portal.offices.models import Office
from programs.eligibility import Provenance


class FactVerdict(models.TextChoices):
    """What somebody saw of a fact. Taken back: an earlier check was a mistake, the fact is unchecked again."""

    CONFIRMED = "confirmed", _("Seen as declared")
    DIFFERS = "differs", _("Seen otherwise")
    TAKEN_BACK = "taken_back", _("Not checked")


class FactBasis(models.TextChoices):
    """What a check rests on: a document of the application, or what the officer knows and wrote down."""

    VERIFIED = Provenance.VERIFIED.value, _("On a document")
    STAFF = Provenance.STAFF.value, _("By the officer's own word")


class FactCheck(models.Model):
    """One look at one fact of one snapshot. Append-only; the newest row of a fact counts. Nothing personal in it."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="fact_checks", db_constraint=False)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", db_constraint=False)
    fact = models.CharField(_("fact"), max_length=80)
    verdict = models.CharField(_("verdict"), max_length=10, choices=FactVerdict.choices)
    provenance = models.CharField(_("rests on"), max_length=10, choices=FactBasis.choices, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("checked"), default=clock.now)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a fact")
        verbose_name_plural = _("checks of facts")
        ordering = ["application", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="taken_back", provenance="")
                | Q(verdict__in=["confirmed", "differs"], provenance__in=["verified", "staff"]),
                name="applications_fact_check_rests_on",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.fact}"


class FactSeen(models.Model):
    """The personal part of a check: the value that was seen instead (canonical), where, and a note. Erasable."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="facts_seen", db_constraint=False)
    check_made = models.OneToOneField(FactCheck, models.PROTECT, related_name="seen", db_constraint=False)
    value = models.JSONField(_("seen"), null=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", db_constraint=False)
    note = models.TextField(_("note"), blank=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("what was seen of a fact")
        verbose_name_plural = _("what was seen of facts")
        ordering = ["application", "id"]

    def __str__(self) -> str:
        return str(self.check_made)
