"""How many rows a page has, believed only where it agrees with the rows that came: a browser can be made to lie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.forms import BaseInlineFormSet
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    _InlineFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    _InlineFormSet = BaseInlineFormSet

MOST_ROWS = 100


class CountedFormSet(_InlineFormSet):
    """Rows whose hidden counters are checked against what came with them.

    Django trusts them once they are numbers: too small a total drops rows in silence, a wrong number of stored rows
    adds them again, and a large total makes thousands of forms. Here the page is then shown again with every row that
    was sent and counters that fit, so saving it once more works.
    """

    default_error_messages = {
        "missing_management_form": _(
            "Nothing was saved: the page came back without its number of rows, or with one that does not fit the rows "
            "below. They are shown as they were sent. Look at them and save again."
        )
    }

    @cached_property
    def management_form(self) -> ManagementForm:
        """The counters as they came, or those that fit together with an error when they do not fit."""
        form = super().management_form
        if not self.is_bound:
            return form
        sent, stored = self._rows_sent()
        if form.is_valid() and _fits(form.cleaned_data, sent, stored):
            return form
        counters = {f"{self.prefix}-{TOTAL_FORM_COUNT}": sent, f"{self.prefix}-{INITIAL_FORM_COUNT}": stored}
        fitting = ManagementForm(counters, auto_id=self.auto_id, prefix=self.prefix, renderer=form.renderer)
        fitting.full_clean()
        fitting.add_error(None, "does not fit")
        return fitting

    def _rows_sent(self) -> tuple[int, int]:
        """Return how many rows came, numbered from 0 without a gap, and how many of them name a stored one."""
        numbers = {int(found[1]) for name in self.data if (found := self._row_name.match(name))}
        sent = next(number for number in range(MOST_ROWS + 1) if number not in numbers or number == MOST_ROWS)
        key = self.get_queryset().model._meta.pk.name
        named = [bool(self.data.get(f"{self.prefix}-{number}-{key}")) for number in range(sent)]
        return sent, named.index(False) if False in named else sent

    @cached_property
    def _row_name(self) -> re.Pattern[str]:
        return re.compile(rf"{re.escape(str(self.prefix))}-([0-9]{{1,4}})-")


def _fits(counted: Mapping[str, int | None], sent: int, stored: int) -> bool:
    return sent <= (counted[TOTAL_FORM_COUNT] or 0) <= MOST_ROWS and counted[INITIAL_FORM_COUNT] == stored
