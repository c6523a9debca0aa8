"""The same person twice in a round: marks that can be compared and not read, and what staff found when they looked."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.applications import Application
from applications.models.visibility import ChildQuerySet, staff_sees
from portal.common import clock
from portal.offices.models import Office, OfficeKind, Role
from portal.offices.queries import current_postings


class IdentityMarkQuerySet(ChildQuerySet):
    """Marks join applications across offices, so nobody outside the ministry reads them, applicants least of all."""

    def for_user(self, user: Any) -> Self:
        """Return the marks of a programme's applications for its coordinator at the ministry, nothing for others."""
        programmes = [
            posting.programme
            for posting in current_postings(user)
            if posting.role == Role.COORDINATOR and posting.office.kind == OfficeKind.MINISTRY and posting.programme
        ]
        seen = Q(application__call__round__programme__slug__in=programmes) & staff_sees(user, self.path)
        return self.filter(seen)._scoped_as("for_user")


class IdentityMark(models.Model):
    """A keyed hash of birth date and folded name, bound to one round: equal for the same person, and says nothing.

    An application has one for each of its names under each key in use; they go with its values.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="identity_marks", db_constraint=False)
    mark = models.CharField(max_length=64)
    marked_at = models.DateTimeField(default=clock.now)

    objects = IdentityMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity mark")
        verbose_name_plural = _("identity marks")
        constraints = [models.UniqueConstraint(fields=["application", "mark"], name="applications_mark_once")]
        indexes = [models.Index(fields=["mark"], name="applications_mark")]

    def __str__(self) -> str:
        return f"{self.application_id}"


class IdentityFinding(models.Model):
    """What somebody found who looked whether this person applied twice. Never changed; goes with the values."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="identity_findings", db_constraint=False)
    same = models.BooleanField(_("the same person"))
    text = models.TextField(_("what was found"))
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    found_at = models.DateTimeField(default=clock.now)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding about a second application")
        verbose_name_plural = _("findings about second applications")
        ordering = ["application", "pk"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.same}"
