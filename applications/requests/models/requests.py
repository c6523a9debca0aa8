"""A request: something asked of somebody, by a date. One model for all five kinds."""

from __future__ import annotations

from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.models.visibility import ChildQuerySet, staff_sees
from applications.requests.states import LIVE, PENDING, Kind, Outcome, State
from portal.accounts.models import Person
from portal.common import clock
from portal.offices.models import Office


class RequestQuerySet(ChildQuerySet):
    """Words about requests."""

    def pending(self) -> Self:
        """Return what waits for who was asked."""
        return self.filter(state__in=sorted(PENDING))

    def live(self) -> Self:
        """Return what waits or was given: neither expired nor cancelled."""
        return self.filter(state__in=sorted(LIVE))

    def references(self) -> Self:
        """Return letters asked of referees."""
        return self.filter(kind=Kind.REFERENCE)


class ContentQuerySet(ChildQuerySet):
    """What was given: staff of the office see it once it is sent, applicants what they gave, never a letter."""

    def for_user(self, user: Any) -> Self:
        staff = staff_sees(user, self.path) & Q(_was_sent())
        return self.filter(_given_by(user) | staff)._scoped_as("for_user")

    def never_sent(self) -> Self:
        """Return files that no answer went with."""
        return self.filter(~_was_sent())


class WordsQuerySet(ChildQuerySet):
    """Words, which are there once they are sent: seen by staff, and by the applicant unless they are a letter's."""

    def for_user(self, user: Any) -> Self:
        return self.filter(_given_by(user) | staff_sees(user, self.path))._scoped_as("for_user")


class UnsentQuerySet(ChildQuerySet):
    """What is not sent yet: seen by the applicant who wrote it."""

    def for_user(self, user: Any) -> Self:
        return self.filter(_given_by(user))._scoped_as("for_user")


def _was_sent() -> Exists:
    """Whether an answer was sent while the file was there."""
    from applications.requests.models.events import RequestEvent

    receipts = RequestEvent.objects.unscoped("the row itself came through a scope").filter(
        request=OuterRef("request"), event="receive", at__gte=OuterRef("added_at")
    )
    return Exists(receipts.filter(at__lte=Coalesce(OuterRef("removed_at"), F("at"))))


def _given_by(user: Any) -> Q:
    return Q(application__person__user_id=user.pk or 0) & ~Q(request__kind=Kind.REFERENCE)


class Request(models.Model):
    """Something asked of `asked_of`, by `due_at`. Its state is written by `requests.services.steps` alone."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="requests", db_constraint=False)
    # Names it in addresses, beside the application's reference.
    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.OPEN, editable=False)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True, editable=False)
    # The document of the definition that is asked for, '' where it is none of those.
    slot = models.SlugField(_("document"), blank=True)
    # Which of the slot's referees, from 1; 0 for what is no letter.
    place = models.PositiveSmallIntegerField(default=0)
    asked_of = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    # Wall time in the office's zone, and the instant it comes to.
    time_zone = models.CharField(max_length=50)
    due_local = models.CharField(_("due (local time)"), max_length=16)
    due_at = models.DateTimeField(_("due"))
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)
    # Number of events so far: guards against two people deciding at once, and chains the history.
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="requests_number_once"),
            models.UniqueConstraint(
                fields=["application", "slot", "place"],
                condition=Q(kind=Kind.REFERENCE, state__in=sorted(LIVE)),
                name="requests_one_live_letter_per_place",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(kind=Kind.APPEAL, state__in=sorted(PENDING | {State.RECEIVED})),
                name="requests_one_appeal_at_a_time",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="requests_known_state"),
            models.CheckConstraint(
                condition=(Q(kind=Kind.REFERENCE, place__gte=1) & ~Q(slot="")) | (~Q(kind=Kind.REFERENCE) & Q(place=0)),
                name="requests_letter_has_its_place",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="requests_due", condition=Q(state__in=sorted(PENDING))),
            models.Index(
                fields=["remind_at"],
                name="requests_to_remind",
                condition=Q(state__in=sorted(PENDING), reminded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_kind_display()} {self.number}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def waits(self) -> bool:
        """Whether who was asked can still act."""
        return self.state in PENDING and clock.now() <= self.due_at
