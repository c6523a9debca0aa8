"""Where else somebody could apply whose application was refused."""

from __future__ import annotations

from applications.models import Application
from applications.queries import screened_facts
from portal.common import clock
from programs.other_calls import OtherCalls, handling_of, other_calls


def other_calls_for(application: Application) -> OtherCalls:
    """Return other calls that fit what the application was screened on; none where that has been erased."""
    call, facts = application.call, screened_facts(application)
    return other_calls(call, facts, handling_of(facts, clock.now().astimezone(call.zone).date()))
