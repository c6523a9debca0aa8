"""How many used “Am I eligible?”, and which rules stopped them: numbers, and nothing of anybody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.offices.models import Office
from programs.models.calls import BelowCallQuerySet, Binding, Call

ALL = ""
"""As `rule_key`: the row that counts every check, stopped or not."""


class CheckCount(models.Model):
    """Finished checks of a month under one binding; one row for all of them, and one for each rule that stopped some.

    No address, no session, no answer and no time finer than the month: nobody can be found again in it.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, related_name="check_counts", db_constraint=False)
    binding = models.ForeignKey(Binding, models.PROTECT, related_name="+", db_constraint=False)
    month = models.DateField(_("month"))  # its first day, in the call's zone
    rule_key = models.CharField(_("rule"), max_length=200, blank=True)
    stopped = models.PositiveIntegerField(_("people"))

    objects = BelowCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of checks")
        verbose_name_plural = _("counts of checks")
        ordering = ["call", "binding", "month", "rule_key"]
        constraints = [
            models.UniqueConstraint(fields=["binding", "month", "rule_key"], name="programs_checkcount_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="programs_checkcount_first_of_month"),
            models.CheckConstraint(condition=Q(stopped__gt=0), name="programs_checkcount_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.call.slug}, {self.month:%Y-%m}, {self.rule_key or '*'}: {self.stopped}"
