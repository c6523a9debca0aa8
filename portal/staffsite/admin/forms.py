"""Forms of the staff site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.common.scoping import scope_lifted

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm

WHY = "what must be unique is so across offices; the answer repeats only what was typed"


class ScopedModelForm(_ModelForm):
    """A model form that may ask the whole table whether a value is taken, and nothing else of it."""

    def validate_unique(self) -> None:
        """Check uniqueness across offices."""
        with scope_lifted(WHY):
            super().validate_unique()

    def validate_constraints(self) -> None:
        """Check the table's constraints across offices."""
        with scope_lifted(WHY):
            super().validate_constraints()
