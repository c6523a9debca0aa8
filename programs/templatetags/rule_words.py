"""Sentences of rules in pages."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programs.authoring.sentences import in_html

register = template.Library()


@register.filter
def staff_name(user: Any) -> str:
    """Return a colleague's name; the catalogue is nobody."""
    person = getattr(user, "person", None)
    return str((person.full_name if person else "") or (user.email if user else _("the catalogue")))


@register.filter
def in_bold(marked: str) -> SafeString:
    """Return a sentence with its values in bold, everything in it escaped."""
    return in_html(marked)
