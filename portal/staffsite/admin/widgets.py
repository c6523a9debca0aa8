"""Controls of forms that name a related row."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from portal.staffsite.admin.scope import Rows


class ScopedRawIdWidget(ForeignKeyRawIdWidget):
    """A key as a number, with the related row's label only where the reader may see that row."""

    def __init__(self, rel: Any, admin_site: Any, rows: Rows, **kwargs: Any) -> None:
        super().__init__(rel, admin_site, **kwargs)
        self.rows = rows

    def label_and_url_for_value(self, value: Any) -> tuple[str, str]:
        """Return the row's label (its list is one click away), empty words for anything else."""
        try:
            row = self.rows.get(**{self.rel.get_related_field().name: value})
        except (ValueError, OverflowError, ValidationError, ObjectDoesNotExist):
            return "", ""
        return str(row)[:100], ""
