"""Scores, and refusals that wait for a second person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.models.visibility import ChildQuerySet
from portal.common import clock
from portal.offices.models import Office


class Score(models.Model):
    """A reviewer's one score for an application, with the sentence that defends it."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="scores", db_constraint=False)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("score (0-100)"))
    sentence = models.CharField(_("why"), max_length=500)
    version = models.PositiveIntegerField(default=1)
    given_at = models.DateTimeField(default=clock.now)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="review_score_once_per_reviewer"),
            models.CheckConstraint(condition=Q(value__lte=100), name="review_score_range"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.value}"


class RefusalReason(models.TextChoices):
    """Coded reasons, so that refusals can be counted."""

    REQUIREMENT_NOT_MET = "requirement_not_met", _("A requirement is not met")
    DOCUMENT_NOT_VALID = "document_not_valid", _("A document is not valid")
    STATEMENT_NOT_TRUE = "statement_not_true", _("A statement does not hold")
    WRONG_OFFICE = "wrong_office", _("Another office handles this application")


class ProposalState(models.TextChoices):
    OPEN = "open", _("Waiting for a second person")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Not confirmed")


class RefusalProposal(models.Model):
    """A refusal one person proposes and another confirms or sends back."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="refusal_proposals", db_constraint=False)
    reason_code = models.CharField(_("reason"), max_length=40, choices=RefusalReason.choices)
    text = models.TextField(_("reason in words"), help_text=_("The applicant reads this."))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Who answers for it after a rotation; nobody yet: the proposer does.
    taken_over_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(_("why it was sent back"), blank=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed refusal")
        verbose_name_plural = _("proposed refusals")
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(state="open"), name="review_one_open_refusal"),
            models.CheckConstraint(
                condition=~Q(state="confirmed", decided_by=models.F("proposed_by")), name="review_refusal_by_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_reason_code_display()}"

    @property
    def holder_id(self) -> int:
        """In whose hands it is: who may take it back."""
        return self.taken_over_by_id or self.proposed_by_id
