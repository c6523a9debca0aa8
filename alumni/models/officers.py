"""Who leads an association: terms, never edited away; they end, or are handed over."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alumni.models.associations import Association, BelowAssociationQuerySet
from alumni.states import OfficerRole
from portal.accounts.models import Person
from portal.common import clock
from portal.offices.models import Office


class OfficerQuerySet(BelowAssociationQuerySet):
    """Words about officers."""

    def current(self, on: date | None = None) -> Self:
        """Return those whose term holds on a day (UTC today when None)."""
        day = on or clock.now().date()
        return self.recorded().filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def recorded(self) -> Self:
        """Return those that are not struck as a mistake."""
        return self.filter(struck_at__isnull=True)

    def shown_to_everybody(self) -> Self:
        """Return those who agreed to be named in public."""
        return self.filter(public_since__isnull=False)._scoped_as("shown_to_everybody")


class Officer(models.Model):
    """Somebody's term in a role, first and last day included.

    `public_since` is the day they agreed to be named in public; `struck_at` the moment the term was found to be a
    mistake: it stays to be read by who keeps the register, and counts no longer.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    association = models.ForeignKey(Association, models.PROTECT, related_name="officers", db_constraint=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="offices_held")
    role = models.CharField(_("role"), max_length=15, choices=OfficerRole.choices)
    starts_on = models.DateField(pgettext_lazy("a first day", "from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    public_since = models.DateField(_("agreed to be named in public"), null=True, blank=True)
    struck_at = models.DateTimeField(_("struck as a mistake"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        ordering = ["association", "role", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="alumni_term_ends_after"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"
