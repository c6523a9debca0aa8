"""“Tell me when it opens”: whom to write to about which programme, where, and what was written already.

An address is all that is known of somebody here: no login, no name. A row goes when they stop it, when they never
confirmed it, and after two years (programs.services.alerts).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from portal.common import clock
from portal.offices.models import Office
from programs.models.calls import Call
from programs.models.programmes import Programme


class CallAlert(models.Model):
    """Somebody wants to know when a programme opens at an office, or for people of a country."""

    email = models.EmailField(_("email address"), max_length=254)
    language = models.CharField(_("language"), max_length=5, default="en")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, models.CASCADE, null=True, blank=True, related_name="+")
    country = CountryField(_("country"), blank=True)
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=True) ^ Q(country=""), name="programs_callalert_office_or_country"
            ),
            models.UniqueConstraint(
                Lower("email"),
                "programme",
                "office",
                condition=Q(office__isnull=False),
                name="programs_callalert_once_per_office",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "programme",
                "country",
                condition=Q(office__isnull=True),
                name="programs_callalert_once_per_country",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme"], name="programs_callalert_confirmed", condition=Q(confirmed_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}, {self.office_id or self.country.code}"

    @property
    def place(self) -> str:
        """The office or the country it is about, in the reader's language."""
        return str(self.office) if self.office else str(self.country.name)


class AlertPurpose(models.TextChoices):
    CONFIRM = "confirm", _("confirm")
    STOP = "stop", _("stop")


class AlertLink(models.Model):
    """A link of a mail, for one purpose, until a day; kept as a hash, so that no copy of the table opens anything."""

    alert = models.ForeignKey(CallAlert, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=7, choices=AlertPurpose.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("language asked in"), max_length=5, default="en")
    made_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("link of an alert")
        verbose_name_plural = _("links of alerts")

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.purpose}"


class AlertTold(models.Model):
    """That somebody was written to about a call: they are not written to about it again."""

    alert = models.ForeignKey(CallAlert, models.CASCADE, related_name="told")
    call = models.ForeignKey(Call, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("call told of")
        verbose_name_plural = _("calls told of")
        constraints = [models.UniqueConstraint(fields=["alert", "call"], name="programs_alerttold_once")]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.call_id}"
