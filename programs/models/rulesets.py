"""Rule sets live in versions: draft, proposed, published, retired. What was published is never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from programs.models.previews import RulePreview
from programs.models.programmes import Origin


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


OPEN = (VersionState.DRAFT, VersionState.PROPOSED)
DECIDED = (VersionState.PUBLISHED, VersionState.RETIRED)


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

    @property
    def in_the_making(self) -> RuleSetVersion | None:
        """The draft or the proposal, None when nobody works on one."""
        return self.versions.filter(state__in=OPEN).first()


class RuleSetVersion(models.Model):
    """Sentences whose parameters are still names. A binding puts a call's values in.

    Staff begin a draft from the published version, propose it, and somebody else publishes it. The database keeps what
    is proposed, published or retired as it is, and lets a state follow only the one before it.
    """

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # People and what the rules must say of them; {} where the catalogue's own file of cases holds.
    cases = models.JSONField(_("cases"), default=dict, db_default={}, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_back_note = models.TextField(_("why it was sent back"), blank=True, db_default="", default="")
    sent_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # What publishing rested on; the database demands that it is one of exactly this content.
    preview = models.ForeignKey(RulePreview, models.PROTECT, null=True, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = _("rule set version")
        verbose_name_plural = _("rule set versions")
        ordering = ["rule_set", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "number"], name="programs_ruleset_number_once"),
            models.UniqueConstraint(
                fields=["rule_set"], condition=Q(state="published"), name="programs_ruleset_one_published"
            ),
            models.UniqueConstraint(fields=["rule_set"], condition=Q(state__in=OPEN), name="programs_ruleset_one_open"),
            # NULL would satisfy a bare comparison, so each part is asked to be there.
            models.CheckConstraint(
                condition=~Q(origin="staff", state__in=DECIDED)
                | (
                    Q(proposed_by__isnull=False, published_by__isnull=False, preview__isnull=False)
                    & ~Q(proposed_by=F("published_by"))
                    & ~Q(note="")
                ),
                name="programs_rules_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set} (v{self.number})"
