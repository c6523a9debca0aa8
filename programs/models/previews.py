"""What publishing a version of rules would change, counted before it is published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common import clock


class RulePreview(models.Model):
    """One count, of exactly the content with this SHA-256. Append-only; publishing rests on one.

    `flips` holds a row per application whose outcome would be another: its id, its status then, the outcome before and
    after. Who made it reaches every office of the programme; a page shows a reader only those in the reader's scope.
    `problems` are calls whose values the new rules do not take, in words.
    """

    rule_set = models.ForeignKey("programs.RuleSet", models.PROTECT, related_name="previews")
    number = models.PositiveIntegerField(_("version"))
    sha256 = models.CharField(max_length=64)
    compared = models.PositiveIntegerField(_("applications compared"))
    flipped = models.PositiveIntegerField(_("outcomes that change"))
    shortlisted = models.PositiveIntegerField(_("of them shortlisted already"))
    flips = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("preview of rules")
        verbose_name_plural = _("previews of rules")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.rule_set} (v{self.number}): {self.flipped}/{self.compared}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the flips with names for their parts."""
        return [dict(zip(("application", "status", "before", "after"), row, strict=True)) for row in self.flips]
