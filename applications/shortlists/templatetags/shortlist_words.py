"""How the pages of lists name people, instants and decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _

from applications.shortlists.models import Decision
from applications.shortlists.wording import when, who

register = template.Library()


@register.filter
def staff_name(user: Any) -> str:
    """A colleague's name, '—' for nobody (an export made by a command)."""
    return who(user)


@register.filter
def instant(at: datetime | None) -> str:
    """An instant in words, in UTC."""
    return when(at)


@register.filter
def decision_label(code: str) -> str:
    """A decision in words; what is given back to the ranking says so."""
    return str(Decision(code).label) if code in Decision.values else str(_("What the rank gives"))
