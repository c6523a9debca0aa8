"""Documents: a file in a slot of the definition."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.applications import Application
from applications.models.visibility import ChildQuerySet
from portal.common import clock
from portal.files.models import StoredFile
from portal.offices.models import Office


class Document(models.Model):
    """The file an applicant gave for a slot. A replaced one stays until nothing frozen speaks of it."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="documents", db_constraint=False)
    slot = models.SlugField(_("document"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", db_constraint=False)
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["slot", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "slot"],
                condition=models.Q(removed_at__isnull=True),
                name="applications_document_one_per_slot",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.slot}"
