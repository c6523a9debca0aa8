"""The stream for access and security, the chain of seals over it, and the personal values that may be erased.

Entries and seals hold ids, codes, numbers and hashes only: no names, addresses or free text.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.scoping import ScopedQuerySet
from portal.offices.models import Posting
from portal.offices.permissions import Permission
from portal.offices.queries import offices_with


class EntryQuerySet(ScopedQuerySet):
    """Entries are read by auditors and operators: a ministry's see all, an office's what concerns that office."""

    def for_user(self, user: Any) -> Self:
        """Return the entries of the offices over which `user` holds READ_AUDIT today."""
        offices = offices_with(user, Permission.READ_AUDIT)
        rows = self if offices is None else self.of_offices(offices)
        return rows._scoped_as("for_user")

    def of_offices(self, offices: Collection[int]) -> Self:
        """Return what concerns these offices.

        An entry without an office (a sign-in, say) belongs to every office where its user was posted at that time;
        those of applicants and of nobody belong to none.
        """
        # Days of postings are days in UTC.
        day = "(%(expressions)s AT TIME ZONE 'UTC')::date"
        then = Func(OuterRef("at"), template=day, output_field=models.DateField())
        posted = Posting.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=then),
            Q(closed_at=None) | Q(closed_at__gte=OuterRef("at")),
            user_id=OuterRef("user_id"),
            office__in=offices,
            starts_on__lte=then,
        )
        return self.filter(Q(office_id__in=offices) | (Q(office_id=None) & Exists(posted)))


class Entry(models.Model):
    """One thing that happened. The database refuses to change or delete it."""

    at = models.DateTimeField(_("at"), default=clock.now)
    code = models.CharField(_("code"), max_length=60, help_text=_("Past tense, dotted, such as files.opened."))
    # Plain ids, not foreign keys: an entry outlives what it speaks of.
    user_id = models.BigIntegerField(_("user"), null=True)
    office_id = models.BigIntegerField(_("office"), null=True)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    # Salted hash of the personal values beside it; '' where there never were any.
    detail_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["code", "at"], name="audit_entry_code"),
            models.Index(fields=["object_kind", "object_id"], name="audit_entry_object"),
            models.Index(fields=["user_id", "id"], name="audit_entry_user"),
            models.Index(fields=["office_id", "id"], name="audit_entry_office"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.code}"


class Detail(models.Model):
    """Personal values of an entry (an address on the network, a path): may be erased as a whole, never edited.

    Without the salt, which goes with the row, the hash that the entry keeps tells nothing.
    """

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="detail")
    user_id = models.BigIntegerField(null=True, db_index=True)  # whose values: the entry's user
    at = models.DateTimeField(db_index=True)  # the entry's, to erase what is old
    values = models.JSONField()
    salt = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("personal values of an audit entry")
        verbose_name_plural = _("personal values of audit entries")

    def __str__(self) -> str:
        return f"#{self.entry_id}"


class Unsealed(models.Model):
    """An entry that waits for its seal. A trigger adds the row with the entry, the sealer takes it away."""

    entry_id = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = _("unsealed audit entry")
        verbose_name_plural = _("unsealed audit entries")

    def __str__(self) -> str:
        return f"#{self.entry_id}"


class Seal(models.Model):
    """One link of the chain: which entries it covers, a digest of each, and the hash of the seal before it."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"), default=clock.now)
    entry_ids = ArrayField(models.BigIntegerField())  # ascending
    digests = models.BinaryField()  # 32 bytes for each of them, in the same order
    previous = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.sha256[:12]}"


class RefusalCount(models.Model):
    """How often somebody was refused in one minute: beyond a number, refusals are counted instead of recorded."""

    user_id = models.BigIntegerField()
    minute = models.DateTimeField()
    times = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("number of refusals")
        verbose_name_plural = _("numbers of refusals")
        constraints = [models.UniqueConstraint(fields=["user_id", "minute"], name="audit_refusals_once")]

    def __str__(self) -> str:
        return f"#{self.user_id} {self.minute:%H:%M} {self.times}"
