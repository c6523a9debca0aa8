"""What an application is. Names of events are in `applications.workflow`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CLOSED = "closed", _("Closed without submission")
    ELIGIBLE = "eligible", _("Eligible")
    NEEDS_CHECK = "needs_check", _("Needs a check")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")
    IN_REVIEW = "in_review", _("In review")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    RESERVE = "reserve", _("Reserve")
    NOT_SHORTLISTED = "not_shortlisted", _("Not shortlisted")
    NOMINATED = "nominated", _("Nominated")
    SELECTED = "selected", _("Selected")
    NOT_SELECTED = "not_selected", _("Not selected")
    ACCEPTED = "accepted", _("Accepted the offer")
    DECLINED = "declined", _("Declined the offer")
    ON_PROGRAMME = "on_programme", _("On the programme")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    TERMINATED = "terminated", _("Terminated")


S = Status
# Groups that queries and pages speak of.
BEFORE_SUBMISSION = frozenset({S.DRAFT, S.CLOSED})
SCREENED = frozenset({S.ELIGIBLE, S.NEEDS_CHECK, S.NOT_ELIGIBLE})
AT_MINISTRY = frozenset(
    {S.NOMINATED, S.SELECTED, S.NOT_SELECTED, S.ACCEPTED, S.DECLINED, S.ON_PROGRAMME, S.COMPLETED, S.TERMINATED}
)
# One person has at most one application per call outside these.
ENDED_FOR_GOOD = frozenset({S.WITHDRAWN, S.CLOSED})
# Nothing that rules say could matter any more.
OVER = frozenset({S.DECLINED, S.COMPLETED, S.WITHDRAWN, S.CLOSED, S.TERMINATED})
