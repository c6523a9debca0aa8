"""The register of associations: one row per association, counts dated and sourced."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from portal.common.scoping import ScopedQuerySet
from portal.common.translated import TranslatedField
from portal.offices.models import Office
from portal.offices.permissions import Permission
from portal.offices.queries import offices_with


class AssociationQuerySet(ScopedQuerySet):
    """Words about associations."""

    def for_user(self, user: Any) -> Self:
        """Return the associations looked after by the offices where `user` keeps them; at a ministry, all."""
        offices = offices_with(user, Permission.KEEP_ASSOCIATIONS)
        kept = self if offices is None else self.filter(office__in=offices)
        return kept._scoped_as("for_user")

    def public(self) -> Self:
        """Return what anybody may read."""
        return self.filter(published=True)._scoped_as("public")


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

    objects = AssociationQuerySet.as_manager()

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("associations")
        ordering = ["country", "slug"]

    def __str__(self) -> str:
        return str(self.name)
