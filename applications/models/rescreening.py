"""Screening a call again under a new version of its rules: the run, what it says of each application, what is left.

Results themselves are rows of ScreeningResult under the run's new binding. What counts for an application is the
binding it points to, so results of a run are held until its release moves that pointer.
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
from programs.models import Binding, Call
from programs.models.calls import BelowCallQuerySet


class RunScope(models.TextChoices):
    """Which applications of the call are screened again. Drafts are offered the new rules, whatever the scope."""

    DRAFTS = "drafts", _("Nobody who has submitted: drafts are offered the new rules, new applications go by them")
    OPEN = "open", _("Submitted applications that are not decided yet")
    ALL = "all", _("All submitted applications that were not withdrawn")


class RunState(models.TextChoices):
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    HELD = "held", _("Finished, not released")
    RELEASED = "released", _("Released")
    DISCARDED = "discarded", _("Discarded")


LIVE = frozenset({RunState.RUNNING, RunState.HELD})
SETTLED = frozenset({RunState.RELEASED, RunState.DISCARDED})


class Rescreening(models.Model):
    """One run over one call. Done in chunks by a worker; `last_key` is the last application that is through."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, related_name="rescreenings", db_constraint=False)
    number = models.PositiveIntegerField(_("number"))
    from_binding = models.ForeignKey(Binding, models.PROTECT, related_name="+")
    # Usually one of its own. The one in force already, where only those are screened who stand under other rules.
    to_binding = models.ForeignKey(Binding, models.PROTECT, related_name="+")
    scope = models.CharField(_("scope"), max_length=10, choices=RunScope.choices)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    total = models.PositiveIntegerField(_("applications"), default=0)
    drafts = models.PositiveIntegerField(_("drafts"), default=0)

    last_key = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    # Why it stopped: where Python and Postgres disagreed, or the kind of error that came again and again.
    stopped_at = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+", db_constraint=False)
    disagreement = models.JSONField(default=dict)
    problem = models.CharField(max_length=80, blank=True)

    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(_("started"), default=clock.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(_("settled"), null=True)
    # What the release did: how many were told, go to a person, were passed over.
    told = models.PositiveIntegerField(null=True)
    tasks = models.PositiveIntegerField(null=True)
    skipped = models.PositiveIntegerField(null=True)
    # Drafts are offered the new rules after the release, by a worker, in the order of their keys: the last one that
    # was, None where nothing is (or is any more) to be offered; and to how many it was sent.
    offers_after = models.BigIntegerField(null=True)
    offered = models.PositiveIntegerField(null=True)

    objects = BelowCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-screening")
        verbose_name_plural = _("re-screenings")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="applications_rescreening_once"),
            models.UniqueConstraint(
                fields=["call"], condition=Q(state__in=sorted(LIVE)), name="applications_one_live_rescreening"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(SETTLED), settled_at__isnull=False)
                | (~Q(state__in=sorted(SETTLED)) & Q(settled_at__isnull=True)),
                name="applications_rescreening_settled",
            ),
        ]

    def __str__(self) -> str:
        return _("%(call)s, re-screening %(number)d") % {"call": self.call, "number": self.number}

    @property
    def under_rules_in_force(self) -> bool:
        """Whether it brings applications left under older rules to those that were in force when it began."""
        return self.from_binding_id == self.to_binding_id


class LineKind(models.TextChoices):
    SAME = "same", _("The same")
    REWORDED = "reworded", _("The same by other reasons")
    CHANGED = "changed", _("Comes out otherwise")
    ERASED = "erased", _("Not screened: its values were erased")


class RescreeningLine(models.Model):
    """What a run says of one application, and under which binding it stood then. Append-only."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    run = models.ForeignKey(Rescreening, models.PROTECT, related_name="lines", db_constraint=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="rescreening_lines", db_constraint=False)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", db_constraint=False)
    old_binding = models.ForeignKey(Binding, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind.choices)
    old_outcome = models.CharField(_("outcome in force"), max_length=20, blank=True)
    new_outcome = models.CharField(_("outcome held"), max_length=20, blank=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a re-screening")
        verbose_name_plural = _("lines of re-screenings")
        ordering = ["run", "application"]
        constraints = [
            models.UniqueConstraint(fields=["run", "application"], name="applications_rescreening_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.old_outcome} → {self.new_outcome}"


class ScreeningTask(models.Model):
    """Released rules say otherwise of somebody whose status a screening no longer changes: a person looks."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="screening_tasks", db_constraint=False)
    line = models.OneToOneField(RescreeningLine, models.PROTECT, related_name="task", db_constraint=False)
    opened_at = models.DateTimeField(_("opened"), default=clock.now)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening to look at")
        verbose_name_plural = _("screenings to look at")
        ordering = ["application", "-id"]

    def __str__(self) -> str:
        return str(self.line)
