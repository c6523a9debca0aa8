"""That an application came on paper, wherever staff see it."""

from django import template

from applications import paper
from applications.models import Application

register = template.Library()


@register.filter
def entered_words(application: Application) -> str:
    """Return "Entered from paper by … on …", '' for what was submitted online.

    A list fetches `paper__entered_by__person` along; so nothing is asked for each row.
    """
    return paper.entered_words(application)
