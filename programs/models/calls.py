"""Round = one edition of a programme for all offices. Call = one office's opening of a round."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.common import clock
from portal.common.scoping import ScopedQuerySet
from portal.common.translated import TranslatedField
from portal.offices.models import Office, OfficeKind, Role
from portal.offices.queries import current_postings
from programs.models.programmes import Programme, ProgrammeVersion
from programs.models.rulesets import RuleSetVersion


class CallState(models.TextChoices):
    """Told by the clock, never stored."""

    UNANNOUNCED = "unannounced", _("Not announced")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", pgettext_lazy("state of a call", "Open")
    ENDED = "ended", pgettext_lazy("state of a call", "Ended")


class Round(models.Model):
    """One edition, such as MIRAI 2026/27; `parameters` fill the names in the rules (a call may add or replace)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="rounds")
    slug = models.SlugField(unique=True)
    name = TranslatedField(_("name"))
    year = models.PositiveSmallIntegerField(_("year"))
    parameters = models.JSONField(default=dict, blank=True)
    starts_on = models.DateField(_("programme starts"), null=True, blank=True)
    ends_on = models.DateField(_("programme ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-year", "slug"]

    def __str__(self) -> str:
        return str(self.name)


_ALL = Q(pk__isnull=False)  # an empty Q would vanish beside another


class CallQuerySet(ScopedQuerySet):
    """Words about calls."""

    def for_user(self, user: Any) -> Self:
        """Return the calls of the offices where `user` works.

        A ministry's coordinator sees those of the programme across offices, its auditor all.
        """
        seen = Q(pk__in=[])
        for posting in current_postings(user):
            whole_programme = posting.office.kind == OfficeKind.MINISTRY
            scope = _ALL if whole_programme else Q(office_id=posting.office_id)
            if posting.programme:
                scope &= Q(round__programme__slug=posting.programme)
            elif whole_programme and posting.role != Role.AUDITOR:
                continue  # a ministry posting without a programme sees nominations, not calls
            seen |= scope
        return self.filter(seen)._scoped_as("for_user")

    def public(self) -> Self:
        """Return announced calls of verified offices: what anybody may read."""
        return self.filter(announced_at__isnull=False, office__verified=True)._scoped_as("public")


def _secret_seed() -> str:
    return secrets.token_hex(32)


class Call(models.Model):
    """One office's opening of a round. Deadlines are local wall time and zone; the instant is derived."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="calls")
    round = models.ForeignKey(Round, models.PROTECT, related_name="calls")
    slug = models.SlugField(unique=True, max_length=80)
    programme_version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="calls")
    rule_set_version = models.ForeignKey(RuleSetVersion, models.PROTECT, related_name="calls")
    # Fixed by the announcement, as the database itself sees to: both were put into the binding.
    parameters = models.JSONField(default=dict, blank=True)
    additions = models.JSONField(_("the office's own rules"), default=list, db_default=[], blank=True)

    # The one in force, from the announcement on. A binding that is only being tried on applications is not.
    binding = models.ForeignKey(
        "Binding", models.PROTECT, null=True, editable=False, related_name="+", db_constraint=False
    )

    time_zone = models.CharField(_("time zone"), max_length=50)
    opens_local = models.CharField(_("opens (local time)"), max_length=16, help_text=_("Such as 2026-11-02T09:00."))
    closes_local = models.CharField(_("closes (local time)"), max_length=16, help_text=_("Such as 2027-01-15T12:00."))
    opens_at = models.DateTimeField(editable=False)
    closes_at = models.DateTimeField(editable=False)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)

    accepts_not_eligible = models.BooleanField(
        _("may be submitted although a rule fails"), default=True, help_text=_("Senior reviewers can take it up again.")
    )
    shortlist_places = models.PositiveIntegerField(_("places on the shortlist"), default=10)
    reserve_places = models.PositiveIntegerField(_("places on the reserve"), default=5)
    # The public lot: the seed's SHA-256 is published with the call, the seed itself when the shortlist is frozen.
    lot_seed = models.CharField(max_length=64, default=_secret_seed, editable=False)
    lot_published_at = models.DateTimeField(null=True, editable=False)
    notes = TranslatedField(_("what applicants should know"), blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-opens_at", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="programs_call_closes_after_opening"),
            # Who knew the seed of an open call could begin applications until one draws a good number.
            models.CheckConstraint(
                condition=Q(lot_published_at__isnull=True) | Q(lot_published_at__gt=F("closes_at")),
                name="programs_call_lot_after_deadline",
            ),
            models.UniqueConstraint(fields=["office", "round"], name="programs_call_once_per_round"),
        ]

    def __str__(self) -> str:
        return f"{self.round}, {self.office}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def state(self) -> CallState:
        """What the call is at this moment."""
        return self.state_at(clock.now())

    def state_at(self, at: datetime) -> CallState:
        """What the call is at an instant: it is open up to and including the closing instant."""
        if self.announced_at is None:
            return CallState.UNANNOUNCED
        if at < self.opens_at:
            return CallState.ANNOUNCED
        return CallState.OPEN if at <= self.closes_at else CallState.ENDED

    def set_times(self, opens_local: str, closes_local: str, time_zone: str) -> None:
        """Take wall times ('2027-01-15T12:00') of an IANA zone and derive the instants. Raises ValueError."""
        zone = ZoneInfo(time_zone)
        self.time_zone, self.opens_local, self.closes_local = time_zone, opens_local, closes_local
        self.opens_at = datetime.fromisoformat(opens_local).replace(tzinfo=zone)
        self.closes_at = datetime.fromisoformat(closes_local).replace(tzinfo=zone)


class BelowCallQuerySet(ScopedQuerySet):
    """Rows below a call: staff see them with the call. The public reads them from a call that it may read."""

    def for_user(self, user: Any) -> Self:
        """Return the rows of the calls that `user` sees."""
        return self.filter(call__in=Call.objects.for_user(user))._scoped_as("for_user")


class Theme(models.Model):
    """MIRAI's groups within a call, with places and dates."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.CASCADE, related_name="themes", db_constraint=False)
    key = models.SlugField()
    name = TranslatedField(_("name"))
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    starts_on = models.DateField(pgettext_lazy("a first day", "from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = BelowCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="programs_theme_once")]

    def __str__(self) -> str:
        return str(self.name)


class Binding(models.Model):
    """A rule-set version with one call's values put in and its dates folded: canonical JSON with SHA-256. Immutable.

    A call may have several, one after the other; `Call.binding` is the one in force.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, related_name="bindings", db_constraint=False)
    rule_set_version = models.ForeignKey(RuleSetVersion, models.PROTECT, related_name="bindings")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=clock.now)

    objects = BelowCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("binding")
        verbose_name_plural = _("bindings")
        ordering = ["call", "-number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="programs_binding_once")]

    def __str__(self) -> str:
        return f"{self.rule_set_version}, {self.call.slug}"
