"""Which rules are not met, in sentences that may stand in a mail. Health never does: that stands on the page alone."""

from __future__ import annotations

from applications.models import Application, ApplicationEvent
from applications.queries import explanations
from applications.states import Status
from applications.workflow import Event
from programs.eligibility import Verdict


def sentences_for_mail(application: Application, event: ApplicationEvent) -> list[str]:
    """Return why an event ends at “not eligible”, in the applicant's language; [] for every other event.

    Where the rules alone decided, those that rule somebody out; where people refused, also those they had to judge.
    """
    if event.to_status != Status.NOT_ELIGIBLE:
        return []
    by_people = event.event == Event.REFUSE
    explained = explanations(application, application.person.language)
    return [
        item.sentence
        for item in explained
        if item.verdict is Verdict.FAIL and not item.health and (by_people or not item.referred)
    ]
