"""The register: one row per association. What it was, who led it and how many it had are rows of their own."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from alumni.states import ENDED, Standing
from portal.common.scoping import ScopedQuerySet
from portal.common.text import nfc, search_key
from portal.common.translated import TranslatedField
from portal.offices.models import Office
from portal.offices.permissions import Permission
from portal.offices.queries import offices_with


def kept_by(user: Any, path: str = "") -> Q:
    """Return the condition for rows of the offices where `user` keeps associations; `path` leads to the office."""
    offices = offices_with(user, Permission.KEEP_ASSOCIATIONS)
    return Q() if offices is None else Q(**{f"{path}office__in": offices})


class AssociationQuerySet(ScopedQuerySet):
    """Words about associations."""

    def for_user(self, user: Any) -> Self:
        """Return the associations looked after by the offices where `user` keeps them; at a ministry, all."""
        return self.filter(kept_by(user))._scoped_as("for_user")

    def public(self) -> Self:
        """Return what anybody may read."""
        return self.filter(published=True)._scoped_as("public")

    def named_to(self, user: Any) -> Self:
        """Return what `user` may name in the register: what they keep, and what anybody may read."""
        kept = kept_by(user)
        named = self.filter(kept | Q(published=True)) if kept else self  # an empty condition means all of them
        return named._scoped_as("named_to")

    def living(self) -> Self:
        """Return those that have neither merged nor dissolved."""
        return self.exclude(standing__in=ENDED)


class BelowAssociationQuerySet(ScopedQuerySet):
    """Rows of an association, seen by who keeps it."""

    def for_user(self, user: Any) -> Self:
        """Return the rows of the associations `user` keeps."""
        return self.filter(kept_by(user))._scoped_as("for_user")


class Association(models.Model):
    """An alumni association, looked after by the mission in its country.

    `umbrella` may be looked after by another office: who looks after whom is no secret, and the foreign key says
    nothing else of it.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="associations", verbose_name=_("liaison office"))
    slug = models.SlugField(unique=True)
    name = TranslatedField(_("name"))
    local_name = models.CharField(_("name in its own language"), max_length=200, blank=True, default="", db_default="")
    local_language = models.CharField(
        _("its own language"),
        max_length=35,
        blank=True,
        default="",
        db_default="",
        help_text=_("Language tag, such as ka or pt-BR."),
    )
    search_key = models.CharField(max_length=1200, blank=True, editable=False, default="", db_default="")
    country = CountryField(_("country"))
    city = models.CharField(_("seat"), max_length=100, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    published = models.BooleanField(_("shown to the public"), default=False)
    standing = models.CharField(
        _("standing"),
        max_length=12,
        choices=Standing.choices,
        default=Standing.FORMING,
        db_default=Standing.FORMING,
        editable=False,
    )
    umbrella = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="chapters", verbose_name=_("umbrella")
    )

    objects = AssociationQuerySet.as_manager()

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("associations")
        ordering = ["country", "slug"]
        indexes = [models.Index(fields=["country", "slug"], name="alumni_by_country")]
        constraints = [
            models.CheckConstraint(
                condition=Q(umbrella__isnull=True) | ~Q(umbrella=F("id")), name="alumni_not_its_own_umbrella"
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def ended(self) -> bool:
        """Whether it has merged or dissolved."""
        return self.standing in ENDED

    def set_names(self, names: dict[str, str], *, local: str = "", local_language: str = "") -> None:
        """Take names as written and derive the key the register is searched by, the seat included."""
        self.name = {code: nfc(text) for code, text in names.items() if nfc(text)}
        self.local_name, self.local_language = nfc(local), local_language if local else ""
        self.search_key = search_key(" ".join([*self.name.values(), self.local_name, self.city, self.slug]))[:1200]
