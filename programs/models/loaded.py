"""What the loader of the catalogue remembers of the rows it wrote."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedRow(models.Model):
    """One row as the catalogue last wrote it, so that a later correction is told apart from what staff changed."""

    what = models.CharField(_("kind"), max_length=20, help_text=_("Such as office."))
    # The row's name in the catalogue's files; for a jurisdiction its programme, basis, country, office and first day.
    name = models.CharField(_("name"), max_length=200)
    # Not a foreign key: the memory of a row that staff removed is what keeps it removed.
    row_id = models.BigIntegerField()
    fields = models.JSONField(_("fields as loaded"))

    class Meta:
        verbose_name = _("row loaded from the catalogue")
        verbose_name_plural = _("rows loaded from the catalogue")
        constraints = [models.UniqueConstraint(fields=["what", "name"], name="programs_loaded_row_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.name}"
