"""A call's shortlist. Frozen ones are canonical JSON with a checksum and never change; a correction is a new version."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from portal.common import clock
from portal.common.scoping import ScopedQuerySet
from portal.offices.models import Office, OfficeKind, Role
from portal.offices.queries import current_postings
from programs.models import Call


class ShortlistState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FROZEN = "frozen", _("Frozen")
    RELEASED = "released", _("Released")


class Decision(models.TextChoices):
    """Outcomes of the event `release`."""

    SHORTLIST = "shortlist", _("Shortlist")
    RESERVE = "reserve", _("Reserve")
    PASS_OVER = "pass_over", _("Not shortlisted")


class ShortlistQuerySet(ScopedQuerySet):
    """Coordinators and senior reviewers of the office see its lists; a programme's coordinator those of the programme."""

    path = ""

    def for_user(self, user: Any) -> Self:
        seen = Q(pk__in=[])
        for posting in current_postings(user):
            at_ministry = posting.office.kind == OfficeKind.MINISTRY
            if posting.role not in (Role.COORDINATOR, Role.SENIOR_REVIEWER) or (at_ministry and not posting.programme):
                continue
            scope = Q() if at_ministry else Q(**{f"{self.path}office_id": posting.office_id})
            if posting.programme:
                scope &= Q(**{f"{self.path}call__round__programme__slug": posting.programme})
            seen |= scope
        return self.filter(seen)._scoped_as("for_user")


class LineQuerySet(ShortlistQuerySet):
    """Lines are seen with their list."""

    path = "shortlist__"


class Shortlist(models.Model):
    """One version of a call's list."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, related_name="shortlists", db_constraint=False)
    number = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=ShortlistState.choices, default=ShortlistState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField(null=True, editable=False)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(_("frozen"), null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(_("released"), null=True)

    objects = ShortlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("shortlist")
        verbose_name_plural = _("shortlists")
        ordering = ["call", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="shortlists_number_once"),
            models.UniqueConstraint(fields=["call"], condition=Q(state="draft"), name="shortlists_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.call} #{self.number}"


class ShortlistLine(models.Model):
    """One application's place. It names the application by its own office, which a ministry's list may differ from."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    shortlist = models.ForeignKey(Shortlist, models.CASCADE, related_name="lines", db_constraint=False)
    application_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="shortlist_lines", db_constraint=False)
    rank = models.PositiveIntegerField(_("rank"))
    # Where score and lot alone would have put it: what a move by hand is measured against.
    computed_rank = models.PositiveIntegerField(_("computed rank"))
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True)
    lot = models.CharField(_("lot"), max_length=64)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["shortlist", "rank"]
        constraints = [models.UniqueConstraint(fields=["shortlist", "application"], name="shortlists_line_once")]

    def __str__(self) -> str:
        return f"{self.rank}. {self.application}"


class LineMove(models.Model):
    """A move by hand, with its reason. Free text about a person: erasable, so it is not part of the checksum."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    line = models.ForeignKey(ShortlistLine, models.CASCADE, related_name="moves")
    from_rank = models.PositiveIntegerField()
    to_rank = models.PositiveIntegerField()
    reason = models.TextField(_("reason"))
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_rank} → {self.to_rank}"


class ExportRecord(models.Model):
    """Who exported what, with which filter and how many rows. Append-only."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    shortlist = models.ForeignKey(Shortlist, models.PROTECT, related_name="exports", db_constraint=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    format = models.CharField(max_length=10)
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, help_text=_("Checksum of the exported bytes."))

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.shortlist} {self.format}"
