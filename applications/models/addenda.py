"""Corrections after submission: dated addenda. What was submitted stays; staff decide whether a correction counts.

Each addendum has a snapshot of its own, screened when it arrives. Nothing of it counts before it is taken: `counting`
is the condition that every reader of snapshots and results asks by.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.applications import Application
from applications.models.screening import Snapshot
from applications.models.visibility import ChildQuerySet
from portal.common import clock
from portal.offices.models import Office


class AddendumState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    TAKEN = "taken", _("Taken into account")
    SET_ASIDE = "set_aside", _("Set aside")


def counting(prefix: str = "") -> Q:
    """Return the condition for snapshots that count: what was submitted, and corrections that staff took.

    `prefix` leads from another table to the snapshot. Of those that count, the newest does.
    """
    return Q(**{f"{prefix}addendum": None}) | Q(**{f"{prefix}addendum__state": AddendumState.TAKEN})


class Addendum(models.Model):
    """One correction of one section. `snapshot` froze the answers with it, made from those of `based_on`.

    Append-only but for its decision, which is taken once. Values and reasons stand apart and can be erased.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="addenda", db_constraint=False)
    number = models.PositiveIntegerField(_("number"))
    section = models.SlugField(_("section"))
    snapshot = models.OneToOneField(Snapshot, models.PROTECT, related_name="addendum", db_constraint=False)
    based_on = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", db_constraint=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("received"), default=clock.now)
    idempotency_key = models.CharField(max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=AddendumState.choices, default=AddendumState.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="applications_addendum_once"),
            models.UniqueConstraint(fields=["application", "idempotency_key"], name="applications_addendum_idempotent"),
            models.CheckConstraint(
                condition=Q(state=AddendumState.WAITING, decided_by=None, decided_at=None)
                | Q(
                    state__in=[AddendumState.TAKEN, AddendumState.SET_ASIDE],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="applications_addendum_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["application"], condition=Q(state="waiting"), name="applications_addendum_waiting")
        ]

    def __str__(self) -> str:
        return _("%(reference)s, correction %(number)d") % {"reference": self.application, "number": self.number}


class AddendumValues(models.Model):
    """What was corrected, question by question (none: not answered), and why. Personal: erased as a whole."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="addendum_values", db_constraint=False)
    addendum = models.OneToOneField(Addendum, models.PROTECT, related_name="values", db_constraint=False)
    before = models.JSONField()
    after = models.JSONField()
    reason = models.TextField(_("reason"))

    objects = ChildQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.addendum)


class AddendumHealth(models.Model):
    """A corrected answer about health: before and after, encrypted, none for not answered. Erasable."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="addendum_health", db_constraint=False)
    addendum = models.ForeignKey(Addendum, models.PROTECT, related_name="health", db_constraint=False)
    key = models.SlugField()
    before = models.BinaryField(null=True)
    after = models.BinaryField(null=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["addendum", "key"], name="applications_addendum_health_once")]

    def __str__(self) -> str:
        return f"{self.addendum}: {self.key}"


class AddendumAnswer(models.Model):
    """What the office wrote when it set a correction aside. The applicant reads it. Erasable."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="addendum_answers", db_constraint=False)
    addendum = models.OneToOneField(Addendum, models.PROTECT, related_name="answer", db_constraint=False)
    text = models.TextField(_("why"))

    objects = ChildQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:60]
