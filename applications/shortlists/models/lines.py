"""Lines of a list, what was changed on them by hand, and the words that go with it."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.shortlists.models.lists import PassOverCode, Shortlist, ShortlistQuerySet
from portal.common import clock
from portal.offices.models import Office


class Decision(models.TextChoices):
    """Outcomes of the event `release`."""

    SHORTLIST = "shortlist", _("Shortlist")
    RESERVE = "reserve", _("Reserve")
    PASS_OVER = "pass_over", _("Not shortlisted")


class LineQuerySet(ShortlistQuerySet):
    """Lines are seen with their list."""

    path = "shortlist__"


class BelowLineQuerySet(ShortlistQuerySet):
    """What hangs on a line is seen with its list."""

    path = "line__shortlist__"


def new_salt() -> str:
    """Return a salt for the hash of a text, so that nobody finds an erased text by guessing."""
    return secrets.token_hex(16)


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
    moved_by_hand = models.BooleanField(_("moved by hand"), default=False)
    decided_by_hand = models.BooleanField(_("decided by hand"), default=False)
    # Why it is passed over, where the list's own reason does not fit; '' means the list's.
    reason_code = models.CharField(
        _("reason for not being shortlisted"), max_length=20, choices=PassOverCode.choices, blank=True
    )

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["shortlist", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["shortlist", "application"], name="shortlists_line_once"),
            models.UniqueConstraint(
                fields=["shortlist", "rank"], name="shortlists_rank_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.application}"

    @property
    def public_lot(self) -> str:
        """The lot once the seed it comes from is public, '' before.

        Whoever read it earlier could tell an applicant to begin again for a better one.
        """
        return self.lot if self.shortlist.call.lot_published_at else ""


class LineMove(models.Model):
    """A change by hand: another rank, or another decision, with its reason.

    Ranks and decisions stay; the reason is free text about a person, so it can be erased (reason and salt ''). The
    checksum holds only its salted hash.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    line = models.ForeignKey(ShortlistLine, models.CASCADE, related_name="moves", db_constraint=False)
    from_rank = models.PositiveIntegerField()
    to_rank = models.PositiveIntegerField()
    # '' where the change was of the rank only; `by_rank` where a decision was given back to the ranking.
    from_decision = models.CharField(max_length=10, blank=True)
    to_decision = models.CharField(max_length=10, blank=True)
    reason = models.TextField(_("reason"))
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(default=clock.now)

    objects = BelowLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("change by hand")
        verbose_name_plural = _("changes by hand")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_rank} → {self.to_rank}"


class LineReason(models.Model):
    """What this one applicant is told instead of the list's reason. Erasable like the reason of a move."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    line = models.OneToOneField(ShortlistLine, models.CASCADE, related_name="own_reason", db_constraint=False)
    reason = models.TextField(_("reason in words"))
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    objects = BelowLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason of a line")
        verbose_name_plural = _("reasons of lines")

    def __str__(self) -> str:
        return self.reason[:60]
