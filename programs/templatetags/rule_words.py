"""Sentences of rules in pages."""

from django import template
from django.utils.safestring import SafeString

from programs.authoring.sentences import in_html

register = template.Library()


@register.filter
def in_bold(marked: str) -> SafeString:
    """Return a sentence with its values in bold, everything in it escaped."""
    return in_html(marked)
