"""The queue: what waits for whom, its filters, and a search that knows names in any spelling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from applications.labels import staff_label
from applications.models import Addendum, Application, Override, ScreeningTask
from applications.requests.models import Request
from applications.requests.states import OF_APPLICANT, Kind, State
from applications.review.models import ProposalState, RefusalProposal, Score
from applications.review.queries import ADDENDUM_TO_READ, TO_CONFIRM, TO_CONFIRM_AGAIN
from applications.sameness import DIFFERENT, OPEN, SAME, with_sameness
from applications.states import BEFORE_SUBMISSION, OVER, Status
from portal.common import clock
from portal.common.reference import normalise
from portal.common.text import search_key
from portal.staffsite.admin import ScopedRelatedFilter

Rows = QuerySet[Application, Application]

CHECK, CONFIRM, REVIEW, SCORE, RULES = "check", "confirm", "review", "score", "rules"
OVERRIDE, AGAIN, ADDENDUM = "override", "again", "addendum"
ANSWER, APPEAL, APPLICANT = "answer", "appeal", "applicant"
WAITING_FOR = {
    CHECK: _("A check"),
    CONFIRM: _("A second person on a refusal"),
    REVIEW: _("Review to be opened"),
    SCORE: _("My score"),
    RULES: _("A look at what new rules say"),
    OVERRIDE: _("A second person on an override"),
    AGAIN: _("An override to be confirmed again"),
    ANSWER: _("A look at what was asked for and came"),
    APPEAL: _("An appeal to be settled"),
    APPLICANT: _("The applicant, who was asked for something"),
    ADDENDUM: _("An addendum to read"),
}


def waiting_for(rows: Rows, what: str, reader: Any) -> Rows:
    """Return the applications that wait for `what` (a key of WAITING_FOR)."""
    proposed = Exists(RefusalProposal.objects.filter(application=OuterRef("pk"), state=ProposalState.OPEN).values("pk"))
    scored = Exists(Score.objects.filter(application=OuterRef("pk"), reviewer=reader.pk).values("pk"))
    unseen = Exists(ScreeningTask.objects.filter(application=OuterRef("pk"), closed_at=None).values("pk"))
    overridden = Override.objects.filter(application=OuterRef("pk")).values("pk")
    requests = Request.objects.filter(application=OuterRef("pk"))
    came = requests.filter(state=State.RECEIVED).values("pk")
    asked = Exists(requests.pending().filter(kind__in=sorted(OF_APPLICANT), due_at__gte=clock.now()).values("pk"))
    conditions = {
        CHECK: Q(status=Status.NEEDS_CHECK) & ~Q(proposed) & ~Q(asked),
        CONFIRM: Q(status=Status.NEEDS_CHECK) & Q(proposed),
        REVIEW: Q(status=Status.ELIGIBLE),
        SCORE: Q(status=Status.IN_REVIEW) & ~Q(scored),
        RULES: Q(unseen),
        OVERRIDE: Q(Exists(overridden.filter(TO_CONFIRM))),
        AGAIN: Q(Exists(overridden.filter(TO_CONFIRM_AGAIN))),
        ANSWER: Q(Exists(came.filter(kind__in=sorted(OF_APPLICANT)))) & ~Q(status__in=OVER),
        APPEAL: Q(Exists(came.filter(kind=Kind.APPEAL))),
        APPLICANT: Q(asked),
        ADDENDUM: Q(Exists(Addendum.objects.filter(ADDENDUM_TO_READ, application=OuterRef("pk")).values("pk"))),
    }
    return rows.filter(conditions[what])


class WaitingFilter(SimpleListFilter):
    """Who or what acts next."""

    title = _("next step")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return what an application may wait for at an office."""
        return list(WAITING_FOR.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list; an unknown value narrows nothing."""
        value = self.value()
        return waiting_for(queryset, value, request.user) if value in WAITING_FOR else queryset


class SamenessFilter(SimpleListFilter):
    """Whether somebody may have another application in the round."""

    title = _("another application in the round")
    parameter_name = "another"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return what may be known of it."""
        return [
            (OPEN, _("May have one, to be looked into")),
            (SAME, _("The same person, as somebody found")),
            (DIFFERENT, _("Not the same person, as somebody found")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list; an unknown value narrows nothing."""
        value = self.value()
        return with_sameness(queryset, value) if value in (OPEN, SAME, DIFFERENT) else queryset


class CallFilter(ScopedRelatedFilter):
    """The calls that the reader works on."""

    labels_need = ("round", "office")


class StatusFilter(SimpleListFilter):
    """The status, in the words of staff; drafts are their applicants' alone."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        """Return every status an office can see."""
        return ((status.value, staff_label(status)[0]) for status in Status if status not in BEFORE_SUBMISSION)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list; an unknown value finds nothing."""
        return queryset.filter(status=self.value()) if self.value() else queryset


def search(rows: Rows, typed: str) -> Rows:
    """Return the applications with this reference, or whose person's name holds every word typed.

    'carreno' finds Carreño, 'nguyen' finds Nguyễn; what holds no letter or digit finds nothing.
    """
    reference = normalise(typed)
    if reference is not None:
        return rows.filter(reference=reference)
    words = search_key(typed).split()
    if not words:
        return rows.none() if typed.strip() else rows
    for word in words:
        rows = rows.filter(person__search_key__contains=word)
    return rows
