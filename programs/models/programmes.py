"""A programme is a slug; everything about it lives in immutable versions of its definition."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.translated import Translated
from programs.programme_words import said


class Origin(models.TextChoices):
    """Where a version came from: the loader never supersedes what staff changed."""

    CATALOG = "catalog", _("Catalogue")
    STAFF = "staff", _("Staff")


class Programme(models.Model):
    """MIRAI, MEXT research students, JET and so on."""

    slug = models.SlugField(unique=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["slug"]

    def __str__(self) -> str:
        current = self.current
        return current.name if current else self.slug

    @property
    def current(self) -> ProgrammeVersion | None:
        """The newest version, None before the first is loaded."""
        return self.versions.order_by("-number").first()


class ProgrammeVersion(models.Model):
    """One edition of a definition: questions, documents, stages and texts, as canonical JSON. Immutable."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("programme version")
        verbose_name_plural = _("programme versions")
        ordering = ["programme", "-number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="programs_programme_number_once")]

    def __str__(self) -> str:
        return f"{self.name} (v{self.number})"

    @property
    def name(self) -> str:
        """The programme's name in the reader's language."""
        return str(self.text("name"))

    def text(self, key: str) -> Translated:
        """Return one of the definition's texts per locale ('name', 'summary', ...), empty when it has none."""
        value: Any = self.content.get(key) or {}
        return said(value)
