"""Forms made from questions, and answers on their way in and out of them."""

from programs.definitions.answers import (
    all_answers,
    facts_from,
    missing_documents,
    person_values,
    to_answers,
    to_initial,
    unanswered,
)
from programs.definitions.display import display, display_items
from programs.forms.group_form import AnswersForm, group_form
from programs.forms.section_form import SectionForm

__all__ = [
    "AnswersForm",
    "SectionForm",
    "all_answers",
    "display",
    "display_items",
    "facts_from",
    "group_form",
    "missing_documents",
    "person_values",
    "to_answers",
    "to_initial",
    "unanswered",
]
