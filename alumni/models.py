"""The register of associations: one row per association, counts dated and sourced."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from portal.common.translated import TranslatedField
from portal.offices.models import Office


class Association(models.Model):
    """An alumni association, looked after by the mission in its country."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="associations", verbose_name=_("liaison office"))
    slug = models.SlugField(unique=True)
    name = TranslatedField(_("name"))
    country = CountryField(_("country"))
    city = models.CharField(_("seat"), max_length=100, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    published = models.BooleanField(_("shown to the public"), default=False)

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("associations")
        ordering = ["country", "slug"]

    def __str__(self) -> str:
        return str(self.name)
