"""A stored file: the original with its hash, the cleaned copy staff see, and images of its pages."""

from __future__ import annotations

import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.scoping import ScopedQuerySet
from portal.files import access
from portal.offices.models import Office


class FileState(models.TextChoices):
    PENDING = "pending", _("Being checked")
    CLEAN = "clean", _("Checked")
    SUSPECT = "suspect", _("Refused by the check")
    ERROR = "error", _("Could not be checked")


def random_key() -> str:
    """Return a storage key that tells nothing: no name, office or person."""
    token = secrets.token_hex(20)
    return f"{token[:2]}/{token[2:]}"


def random_token() -> str:
    """Return what a file's address is made of. Not the wall: the view asks `for_user` whoever knows the address."""
    return secrets.token_urlsafe(24)


class StoredFileQuerySet(ScopedQuerySet):
    """Files are seen by those who see their owner: each app says so for its kind (portal.files.access)."""

    def for_user(self, user: Any) -> Self:
        seen = Q(pk__in=[])
        for kind, owners in access.owners_seen_by(user):
            seen |= Q(kind=kind, owner_id__in=owners)
        return self.filter(seen)._scoped_as("for_user")


class StoredFile(models.Model):
    """One uploaded file. `kind` names the app's access rule (portal.files.access); `owner_id` is that app's row."""

    token = models.CharField(max_length=40, unique=True, default=random_token, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    owner_id = models.BigIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), default=clock.now)

    name = models.CharField(_("name"), max_length=150)
    media_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    original_key = models.CharField(max_length=80, default=random_key)

    state = models.CharField(_("check"), max_length=10, choices=FileState.choices, default=FileState.PENDING)
    scanner = models.CharField(max_length=40, blank=True)
    problem = models.CharField(max_length=60, blank=True, help_text=_("Code of what the check found."))
    checked_at = models.DateTimeField(null=True)
    # Counted when a worker takes the file: the number is also the ticket with which it writes the result.
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    clean_key = models.CharField(max_length=80, blank=True)
    clean_media_type = models.CharField(max_length=60, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(fields=["kind", "owner_id"], name="files_file_owner"),
            models.Index(fields=["uploaded_at"], name="files_file_pending", condition=models.Q(state="pending")),
        ]

    def __str__(self) -> str:
        return self.name


class PageImageQuerySet(ScopedQuerySet):
    """Pictures of pages are seen by those who see the file."""

    def for_user(self, user: Any) -> Self:
        return self.filter(file__in=StoredFile.objects.for_user(user))._scoped_as("for_user")


class PageImage(models.Model):
    """A picture of one page of the cleaned copy: what staff look at on screen."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="pages", db_constraint=False)
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=80, default=random_key)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    objects = PageImageQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="files_page_once")]

    def __str__(self) -> str:
        return f"{self.file}, {self.number}"
