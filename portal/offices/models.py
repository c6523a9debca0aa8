"""Offices are the tenants; dated postings say who works where, as what."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from portal.common import clock
from portal.common.translated import TranslatedField
from portal.offices.cities import city_in_words


class OfficeKind(models.TextChoices):
    EMBASSY = "embassy", _("Embassy")
    CONSULATE_GENERAL = "consulate_general", _("Consulate-General")
    CONSULAR_OFFICE = "consular_office", _("Consular office")
    CENTER = "center", _("Employment Service Center for Foreigners")
    MINISTRY = "ministry", _("Ministry")


class Role(models.TextChoices):
    """What somebody is posted as; the table of what each role may do is `portal.offices.permissions`."""

    REVIEWER = "reviewer", _("Reviewer")
    SENIOR_REVIEWER = "senior_reviewer", _("Senior reviewer")
    COORDINATOR = "coordinator", _("Coordinator")
    MINISTRY = "ministry", _("Ministry officer")
    CENTER_OFFICER = "center_officer", _("Center officer")
    LIAISON = "liaison", _("Association liaison")
    OPERATOR = "operator", _("Operator")
    AUDITOR = "auditor", _("Auditor")


def validate_languages(value: Any) -> None:
    """Raise ValidationError unless `value` is a list of languages that have a name (ISO 639 codes)."""
    unknown = [code for code in value if code not in LANG_INFO] if isinstance(value, list) else [value]
    if unknown:
        raise ValidationError(
            _("“%(code)s” is not a language; write ISO codes, such as fr or ja."), params={"code": unknown[0]}
        )


class Office(models.Model):
    """An embassy, consulate, Employment Service Center or ministry. Unverified ones have no public page and no call."""

    code = models.SlugField(_("code"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind.choices)
    name = TranslatedField(_("name"))
    country = CountryField(_("country"))
    city = models.CharField(_("city"), max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="branches")
    time_zone = models.CharField(_("time zone"), max_length=50, help_text=_("IANA name, such as Europe/Brussels."))
    email = models.EmailField(_("contact email"), blank=True)
    website = models.URLField(_("website"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True, default="", db_default="")
    address = models.TextField(_("address"), max_length=500, blank=True, default="", db_default="")
    languages = models.JSONField(
        _("languages it works in"),
        default=list,
        db_default=[],
        blank=True,
        validators=[validate_languages],
        help_text=_("ISO codes, such as fr."),
    )
    verified = models.BooleanField(_("details verified by staff"), default=False)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["country", "code"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def city_name(self) -> str:
        """What its city is called in the reader's language."""
        return city_in_words(self.city, self.time_zone)

    @property
    def has_page(self) -> bool:
        """Whether anybody may read about it: a verified mission or Center. Ministries handle nobody's application."""
        return self.verified and self.kind != OfficeKind.MINISTRY


class PostingQuerySet(models.QuerySet["Posting"]):
    """Words about postings."""

    def current(self, on: date | None = None) -> Self:
        """Return postings in force on a day (UTC today when None); one that was closed has ended at that moment."""
        day = on or clock.now().date()
        open_then = Q(closed_at__isnull=True) | Q(closed_at__date__gt=day)
        return self.filter(open_then, Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Posting(models.Model):
    """A person's work at an office from one day to another. `programme` narrows it to one programme's slug.

    A ministry posting as coordinator with a programme is that programme's coordinator across offices.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings")
    office = models.ForeignKey(Office, models.PROTECT, related_name="postings")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    programme = models.SlugField(_("programme"), blank=True)
    starts_on = models.DateField(pgettext_lazy("a first day", "from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    # The moment an operator ended it before its day.
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="offices_posting_ends_after",
            ),
            models.UniqueConstraint(
                fields=["user", "office", "role", "programme", "starts_on"], name="offices_posting_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.office}"
