"""Somebody wants to found an association and asks the mission in their country for support."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from alumni.models.associations import Association, BelowAssociationQuerySet
from portal.accounts.models import Person
from portal.common import clock
from portal.offices.models import Office


class FoundingState(models.TextChoices):
    OPEN = "open", pgettext_lazy("a request to found an association", "Waiting for the mission")
    SUPPORTED = "supported", pgettext_lazy("a request to found an association", "Supported")
    DECLINED = "declined", pgettext_lazy("a request to found an association", "Not supported")
    WITHDRAWN = "withdrawn", pgettext_lazy("a request to found an association", "Withdrawn")


class FoundingQuerySet(BelowAssociationQuerySet):
    """Words about founding requests."""

    def of_person(self, user: Any) -> Self:
        """Return what `user` asked."""
        return self.filter(asked_by__user_id=user.pk)._scoped_as("of_person")


class FoundingRequest(models.Model):
    """What is to be founded, by how many, for what; and what the mission answered."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("mission"))
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    name = models.CharField(_("name of the association"), max_length=200)
    local_name = models.CharField(_("name in its own language"), max_length=200, blank=True)
    local_language = models.CharField(_("its own language"), max_length=35, blank=True)
    country = CountryField(_("country"))
    city = models.CharField(_("seat"), max_length=100)
    people = models.PositiveIntegerField(_("how many are behind it"))
    aims = models.TextField(_("what it is for"), max_length=3000)
    wanted = models.TextField(_("what support is asked for"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=FoundingState.choices, default=FoundingState.OPEN)
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=3000, blank=True)
    association = models.OneToOneField(
        Association, models.PROTECT, null=True, related_name="founding", db_constraint=False
    )

    objects = FoundingQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to found an association")
        verbose_name_plural = _("requests to found an association")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "office"], condition=Q(state=FoundingState.OPEN), name="alumni_one_open_founding"
            ),
            models.CheckConstraint(
                condition=Q(state=FoundingState.OPEN) | Q(settled_at__isnull=False), name="alumni_founding_settled"
            ),
            models.CheckConstraint(
                condition=~Q(state=FoundingState.SUPPORTED) | Q(association__isnull=False),
                name="alumni_supported_is_entered",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(settled_at__gte=F("asked_at")), name="alumni_settled_after"
            ),
        ]

    def __str__(self) -> str:
        return self.name
