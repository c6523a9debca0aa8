"""Which office handles me: by nationality or by residence, per programme, dated."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from portal.offices.models import Office
from programs.models.programmes import Programme


class Basis(models.TextChoices):
    NATIONALITY = "nationality", _("Nationality")
    RESIDENCE = "residence", _("Residence")


class Jurisdiction(models.Model):
    """An office's competence for people of a country in a programme, from one day to another."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="jurisdictions")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="jurisdictions")
    basis = models.CharField(pgettext_lazy("a criterion", "by"), max_length=12, choices=Basis.choices)
    country = CountryField(_("country"))
    valid_from = models.DateField(pgettext_lazy("a first day", "from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "programme", "basis", "country", "valid_from"], name="programs_jurisdiction_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.country.name} ({self.get_basis_display()}): {self.office}"
