"""One version of a call's list, and who sees it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.scoping import ScopedQuerySet
from portal.offices.models import Office, OfficeKind, Role
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import current_postings
from programs.models import Call


class ShortlistState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FROZEN = "frozen", _("Frozen")
    RELEASED = "released", _("Released")


class PassOverCode(models.TextChoices):
    """Coded reasons for not being shortlisted, so that they can be counted."""

    BELOW_PLACES = "below_places", _("Ranked below the places available")
    ASSESSMENT = "assessment", _("The assessment does not support it")
    NOT_ASSESSED = "not_assessed", _("Could not be assessed in time")
    OTHER = "other", _("Another reason")


class ShortlistQuerySet(ScopedQuerySet):
    """Coordinators and senior reviewers of the office see its lists; a programme's coordinator those of the programme.

    `path` leads from another table to the list.
    """

    path = ""

    def for_user(self, user: Any) -> Self:
        """Return the lists, or what belongs to lists, that `user` may see today."""
        seen = Q(pk__in=[])
        for posting in current_postings(user):
            at_ministry = posting.office.kind == OfficeKind.MINISTRY
            if posting.role not in roles_with(Permission.READ_SHORTLISTS) or (at_ministry and not posting.programme):
                continue
            if at_ministry and posting.role != Role.COORDINATOR:
                continue
            scope = Q() if at_ministry else Q(**{f"{self.path}office_id": posting.office_id})
            if posting.programme:
                scope &= Q(**{f"{self.path}call__round__programme__slug": posting.programme})
            seen |= scope
        return self.filter(seen)._scoped_as("for_user")


_WITHOUT_CHECKSUM = Q(content__isnull=True, sha256="", frozen_by__isnull=True, frozen_at__isnull=True)
_WITH_CHECKSUM = Q(content__isnull=False, frozen_by__isnull=False, frozen_at__isnull=False) & ~Q(sha256="")


class Shortlist(models.Model):
    """One version of a call's list: drafted, frozen with a checksum, released once.

    `version` guards a draft against two people changing it at once.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, related_name="shortlists", db_constraint=False)
    number = models.PositiveIntegerField(_("version"))
    # A correction starts as a copy of the frozen list it is to replace.
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections", db_constraint=False)
    state = models.CharField(_("state"), max_length=10, choices=ShortlistState.choices, default=ShortlistState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    # What was to be given when this version was made; the call's own numbers may change afterwards.
    places = models.PositiveIntegerField(_("places on the shortlist"), default=0)
    reserve_places = models.PositiveIntegerField(_("places on the reserve"), default=0)
    # What everybody passed over is told, unless their line says otherwise.
    reason_code = models.CharField(
        _("reason for not being shortlisted"),
        max_length=20,
        choices=PassOverCode.choices,
        default=PassOverCode.BELOW_PLACES,
    )
    reason_text = models.TextField(_("reason in words"), blank=True)

    content = models.JSONField(null=True, editable=False)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(_("frozen"), null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(_("released"), null=True)

    objects = ShortlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("shortlist")
        verbose_name_plural = _("shortlists")
        ordering = ["call", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="shortlists_number_once"),
            models.UniqueConstraint(fields=["call"], condition=Q(state="draft"), name="shortlists_one_draft"),
            models.CheckConstraint(
                condition=(_WITHOUT_CHECKSUM & Q(state="draft")) | (_WITH_CHECKSUM & ~Q(state="draft")),
                name="shortlists_frozen_has_checksum",
            ),
            models.CheckConstraint(
                condition=Q(state="released", released_by__isnull=False, released_at__isnull=False)
                | (~Q(state="released") & Q(released_by__isnull=True, released_at__isnull=True)),
                name="shortlists_released_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return _("%(call)s, shortlist version %(number)s") % {"call": self.call, "number": self.number}

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == ShortlistState.DRAFT
