"""Files given in answer to a request, and an answer that is not sent yet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.requests.models.requests import ContentQuerySet, Request, UnsentQuerySet
from portal.common import clock
from portal.files.models import StoredFile
from portal.offices.models import Office


class RequestFile(models.Model):
    """A file given in answer to a request. One that was taken out stays until nothing speaks of it."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+", db_constraint=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="files", db_constraint=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", db_constraint=False)
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    objects = ContentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a request")
        verbose_name_plural = _("files of requests")
        ordering = ["request", "id"]

    def __str__(self) -> str:
        return f"{self.request}: {self.file}"


class RequestDraft(models.Model):
    """What was typed into an answer and is not sent yet: on the server, so that it is there on the next visit."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+", db_constraint=False)
    request = models.OneToOneField(Request, models.PROTECT, related_name="draft", db_constraint=False)
    values = models.JSONField(_("typed so far"), default=dict)
    saved_at = models.DateTimeField(default=clock.now)

    objects = UnsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer not sent yet")
        verbose_name_plural = _("answers not sent yet")

    def __str__(self) -> str:
        return str(self.request)

    @property
    def mark(self) -> str:
        """What a page made from it sends back, so that another window's text is not overwritten unseen."""
        return self.saved_at.isoformat()
