"""The stream for access and security. Rows hold ids, codes and numbers only: no names, addresses or free text."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common import clock


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

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["code", "at"], name="audit_entry_code"),
            models.Index(fields=["object_kind", "object_id"], name="audit_entry_object"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.code}"
