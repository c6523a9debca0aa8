"""The application itself, and the choices it ranks."""

from __future__ import annotations

import secrets
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.visibility import ChildQuerySet, at_paper_desk, staff_sees, visible_to
from applications.states import AT_MINISTRY, ENDED_FOR_GOOD, Status
from portal.accounts.models import Person
from portal.common import clock
from portal.common.reference import new_reference
from portal.common.scoping import ScopedQuerySet
from portal.offices.models import Office
from programs.definitions import Definition
from programs.models import Binding, Call, ProgrammeVersion, Theme


class ApplicationQuerySet(ScopedQuerySet):
    """Words about applications."""

    def for_user(self, user: Any) -> Self:
        """Return what `user` may see: one's own, and as staff what is submitted to the places one works for."""
        return self.filter(visible_to(user))._scoped_as("for_user")

    def for_staff(self, user: Any) -> Self:
        """Return what `user` may see as staff: never one's own application."""
        return self.filter(staff_sees(user))._scoped_as("for_staff")

    def of_person(self, user: Any) -> Self:
        """Return the applications `user` makes, drafts included."""
        return self.filter(person__user_id=user.pk)._scoped_as("of_person")

    def on_desk_of(self, user: Any) -> Self:
        """Return what staff enter from paper and have not submitted yet: theirs, unlike an applicant's draft."""
        return self.filter(at_paper_desk(user))._scoped_as("on_desk_of")

    def submitted(self) -> Self:
        """Return what was submitted at some time, withdrawn ones included."""
        return self.filter(submitted_at__isnull=False)

    def awaiting_check(self) -> Self:
        """Return what a person has to look at before review."""
        return self.filter(status=Status.NEEDS_CHECK)

    def at_ministry(self) -> Self:
        """Return nominations and what became of them."""
        return self.filter(status__in=sorted(AT_MINISTRY))


def _lot_token() -> str:
    return secrets.token_hex(16)


class Application(models.Model):
    """One person's application to one call. Its status is written by `services.transition` alone."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="applications")
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications", db_constraint=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="applications")
    reference = models.CharField(_("reference"), max_length=11, unique=True, default=new_reference, editable=False)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.DRAFT, editable=False)
    # Number of events so far: guards against two people deciding at once, and chains the history.
    version = models.PositiveIntegerField(default=0, editable=False)
    stage = models.SlugField(_("stage"), blank=True)
    # A draft keeps the edition it was begun with, until its applicant takes the newer rules of the call.
    programme_version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    binding = models.ForeignKey(Binding, models.PROTECT, related_name="+")
    # The newer rules that the applicant of a draft does not want: offered again only when they change once more.
    declined_binding = models.ForeignKey(Binding, models.PROTECT, null=True, editable=False, related_name="+")
    lot_token = models.CharField(max_length=32, default=_lot_token, editable=False)
    created_at = models.DateTimeField(_("begun"), default=clock.now, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-submitted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "person"],
                condition=~Q(status__in=sorted(ENDED_FOR_GOOD)),
                name="applications_one_live_per_call",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="applications_known_status"),
        ]
        indexes = [models.Index(fields=["office", "status", "-submitted_at", "-id"], name="applications_queue")]

    def __str__(self) -> str:
        return self.reference


class Choice(models.Model):
    """What is applied for, in order; without choices there is one implicit one. Rules are evaluated per choice."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="choices", db_constraint=False)
    rank = models.PositiveSmallIntegerField(default=1)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["application", "rank"]
        constraints = [models.UniqueConstraint(fields=["application", "rank"], name="applications_choice_rank_once")]

    def __str__(self) -> str:
        return f"{self.rank}. {self.theme or '—'}"

    def facts(self) -> dict[str, Any]:
        """Return the facts of this choice: what the programme's question for a theme, position or course states."""
        if self.theme is None:
            return {}
        fact = Definition.numbered(self.application.programme_version_id).choice_fact
        return {fact: self.theme.key} if fact else {}
