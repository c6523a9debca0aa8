"""Rule sets live in versions: draft, proposed, published, retired. What was published is never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from programs.models.programmes import Origin


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class RuleSet(models.Model):
    """A named set of rules, such as `mirai`."""

    key = models.SlugField(unique=True)

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key

    @property
    def published(self) -> RuleSetVersion | None:
        """The version new calls are bound to, None before the first publication."""
        return self.versions.filter(state=VersionState.PUBLISHED).first()


class RuleSetVersion(models.Model):
    """Sentences whose parameters are still names. A binding puts a call's values in."""

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("rule set version")
        verbose_name_plural = _("rule set versions")
        ordering = ["rule_set", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "number"], name="programs_ruleset_number_once"),
            models.UniqueConstraint(
                fields=["rule_set"], condition=Q(state="published"), name="programs_ruleset_one_published"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set} (v{self.number})"
