"""The history of what an association is: founded, recognised, dormant, merged, dissolved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alumni.models.associations import Association, BelowAssociationQuerySet
from alumni.states import Source, Standing
from portal.common import clock
from portal.offices.models import Office


class StandingChange(models.Model):
    """One change, on a day, with what it rests on. Rows are kept; the reason alone can be erased."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    association = models.ForeignKey(Association, models.PROTECT, related_name="standings", db_constraint=False)
    number = models.PositiveSmallIntegerField(_("number"))
    was = models.CharField(_("was"), max_length=12, choices=Standing.choices, blank=True)
    standing = models.CharField(_("standing"), max_length=12, choices=Standing.choices)
    on = models.DateField(_("on"))
    source = models.CharField(_("rests on"), max_length=12, choices=Source.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    successor = models.ForeignKey(
        Association, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("carried on by")
    )
    recorded_at = models.DateTimeField(_("recorded"), default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = BelowAssociationQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of standing")
        verbose_name_plural = _("changes of standing")
        ordering = ["association", "number"]
        constraints = [
            models.UniqueConstraint(fields=["association", "number"], name="alumni_standing_in_order"),
            models.CheckConstraint(
                condition=~Q(standing=Standing.MERGED) | Q(successor__isnull=False), name="alumni_merged_into_one"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=models.F("association")),
                name="alumni_not_its_own_successor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.association}: {self.get_standing_display()}"
