"""Overrides: people count a rule as met, or as not met, whatever it says of somebody; with a reason and evidence.

A stored screening result is never touched. `applications.overriding` says what results and overrides come to together.
The row says who, which rule and when, and is kept; the words stand apart, so that they can be erased.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.models.applications import Application, Choice
from applications.models.documents import Document
from applications.models.visibility import ChildQuerySet, staff_sees
from portal.common import clock
from portal.offices.models import Office
from programs.models import Binding


class CountedAs(models.TextChoices):
    """What people may count a rule as. Nobody makes a rule unknown."""

    PASS = "pass", _("Met")
    FAIL = "fail", _("Not met")


class OverrideReason(models.TextChoices):
    """Coded reasons, so that overrides can be counted. The applicant reads them."""

    FORESEEN = "exception_foreseen", _("The guidelines foresee this exception")
    DOCUMENT = "document_shows", _("A document shows otherwise")
    MISREAD = "answer_misread", _("The answer was read wrongly")
    MINISTRY = "ministry_decided", _("The ministry has decided it")


class OverrideState(models.TextChoices):
    OPEN = "open", _("Waiting for a second person")
    IN_FORCE = "in_force", _("In force")
    REJECTED = "rejected", _("Not confirmed")
    LAPSED = "lapsed", _("Lapsed: the rule was changed")
    REVOKED = "revoked", _("Revoked")


LIVE_OVERRIDES = frozenset({OverrideState.OPEN, OverrideState.IN_FORCE})
_STORED = (("pass", _("Met")), ("fail", _("Not met")), ("unknown", _("Not known")))


class OverrideQuerySet(ChildQuerySet):
    """Overrides of the applications that one sees."""

    def for_staff(self, user: Any) -> Self:
        """Return what `user` may see as staff: nothing about one's own application."""
        return self.filter(staff_sees(user, self.path))._scoped_as("for_staff")


class Override(models.Model):
    """One rule of one application, for one of its choices or for all (none named).

    `rule_sha256` is the rule's own hash in `binding`, where its sentence can be read years later; under another hash
    the override does not count. `ended_*` say who sent it back, revoked it, or settled it after it had lapsed.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="overrides", db_constraint=False)
    choice = models.ForeignKey(Choice, models.PROTECT, null=True, related_name="+", db_constraint=False)
    binding = models.ForeignKey(Binding, models.PROTECT, related_name="+")
    rule_key = models.TextField(_("rule"))
    rule_sha256 = models.CharField(max_length=64)
    from_verdict = models.CharField(_("the rule says"), max_length=10, choices=_STORED)
    to_verdict = models.CharField(_("counted as"), max_length=10, choices=CountedAs.choices)
    reason_code = models.CharField(_("reason"), max_length=40, choices=OverrideReason.choices)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", db_constraint=False)
    seen_elsewhere = models.BooleanField(default=False)
    two_officers = models.BooleanField(_("takes two people"))
    state = models.CharField(_("state"), max_length=10, choices=OverrideState.choices)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"), default=clock.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    lapsed_under = models.ForeignKey(Binding, models.PROTECT, null=True, related_name="+")
    lapsed_at = models.DateTimeField(_("lapsed"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True)
    reconfirms = models.OneToOneField("self", models.PROTECT, null=True, related_name="reconfirmed_by")

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "choice", "rule_key"],
                condition=Q(state__in=sorted(LIVE_OVERRIDES)),
                nulls_distinct=False,
                name="applications_one_live_override",
            ),
            models.CheckConstraint(condition=~Q(from_verdict=F("to_verdict")), name="applications_override_changes"),
            models.CheckConstraint(
                condition=Q(to_verdict=CountedAs.PASS) | Q(to_verdict=CountedAs.FAIL, two_officers=True),
                name="applications_override_to_fail_by_two",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="applications_override_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OverrideState.IN_FORCE, OverrideState.REVOKED])
                | Q(two_officers=False)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="applications_override_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=False) | Q(seen_elsewhere=True), name="applications_override_evidence"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OverrideState.REJECTED, OverrideState.REVOKED])
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="applications_override_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(LIVE_OVERRIDES)) | Q(ended_at=None, lapsed_at=None),
                name="applications_override_live",
            ),
            models.CheckConstraint(
                condition=~Q(state=OverrideState.LAPSED) | Q(lapsed_under__isnull=False, lapsed_at__isnull=False),
                name="applications_override_lapsed",
            ),
        ]
        indexes = [models.Index(fields=["office", "rule_key", "reason_code"], name="applications_override_counts")]

    def __str__(self) -> str:
        return f"{self.application}: {self.rule_key} → {self.get_to_verdict_display()}"

    @property
    def asks_again(self) -> bool:
        """Whether it waits for somebody to confirm it again: its rule was changed, and nobody has settled it."""
        return self.state == OverrideState.LAPSED and self.ended_at is None

    @property
    def waits_again(self) -> bool:
        """Whether it was confirmed again by one person, and waits for the second."""
        return self.state == OverrideState.OPEN and self.reconfirms_id is not None

    @property
    def since(self) -> datetime:
        """When it came into force, where it did."""
        return self.confirmed_at or self.proposed_at


class OverrideStep(models.TextChoices):
    """Where words were written."""

    PROPOSED = "proposed", _("Proposed")
    SENT_BACK = "sent_back", _("Sent back")
    REVOKED = "revoked", _("Revoked")
    LET_GO = "let_go", _("Not confirmed again")


class OverrideWords(models.Model):
    """What was written at a step, and where the evidence was seen if in no document here. Personal: can be erased."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="override_words", db_constraint=False)
    override = models.ForeignKey(Override, models.PROTECT, related_name="words", db_constraint=False)
    step = models.CharField(max_length=10, choices=OverrideStep.choices)
    text = models.TextField(_("reason in words"))
    seen_in = models.CharField(_("where it was seen"), max_length=300, blank=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("words of an override")
        verbose_name_plural = _("words of overrides")
        ordering = ["override", "id"]
        constraints = [
            models.UniqueConstraint(fields=["override", "step"], name="applications_override_words_once"),
            models.CheckConstraint(condition=~Q(text=""), name="applications_override_words_there"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
