"""What the rules leave to say about a submitted application: why not, what a person checks, what is met."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.models import Application
from applications.override_words import said_to_applicant
from applications.queries import explanation_of
from applications.states import Status
from portal.common.reader_language import reader_language
from programs.verdicts import VerdictInWords, verdicts_in_words


@dataclass(frozen=True)
class Points:
    """The verdicts in two lists, with a heading for what is not met; `nothing` is said where a check names none."""

    title: str
    wanting: list[VerdictInWords]
    met: list[VerdictInWords]
    nothing: str = ""


def points_of(application: Application) -> Points:
    """Return what an applicant is told about each requirement, by where the application stands now."""
    language = reader_language()
    explanation = explanation_of(application, language)
    verdicts = verdicts_in_words(explanation.rules, language, said_to_applicant(application, explanation))
    wanting = [verdict for verdict in verdicts if verdict.verdict != "pass"]
    met = [verdict for verdict in verdicts if verdict.verdict == "pass"]
    if application.status == Status.NOT_ELIGIBLE:
        return Points(_("Why"), wanting, met)
    if application.status != Status.NEEDS_CHECK:
        return Points(_("Points that needed a closer look"), wanting, met)
    nothing = _("No single requirement stands open: your answers meet each of them. A person looks at the whole.")
    return Points(_("What is being checked"), wanting, met, "" if wanting else nothing)
