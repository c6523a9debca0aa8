"""An application's own page: the task list of a draft, afterwards where it stands."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from applications.addenda import may_be_corrected
from applications.attempts import attempts_in_words
from applications.contributions import OnStatus, on_status_of
from applications.labels import shown_to_applicant, with_applicant
from applications.models import AddendumState, Application, ApplicationEvent
from applications.paper import arrival_stated, day_in_words
from applications.permissions import may
from applications.queries import events as events_of
from applications.queries import undelivered
from applications.states import Status
from applications.views.addendum_words import shown_addenda, steps_of
from applications.views.copy import copy_link
from applications.views.door import crumbs, own, signed_in
from applications.views.elsewhere import other_calls_for
from applications.views.points import points_of
from applications.views.rule_offers import offer_of
from applications.views.summary import documents_in_words
from applications.views.tasks import tasks_of
from applications.views.timeline import timeline_of
from applications.workflow import By, Event
from portal.common import clock
from programs.models import Call, CallState
from programs.wording import deadline_sentence


@require_safe
@signed_in()
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer at any moment: what happens next, and who has it."""
    found = own(request, reference)
    if found.reference != reference:
        return redirect("application", found.reference)
    if found.status == Status.DRAFT:
        return _draft(request, found)
    return _status(request, found)


def _draft(request: HttpRequest, application: Application) -> HttpResponse:
    call = application.call
    ended = call.state == CallState.ENDED
    tasks = tasks_of(application)
    context: dict[str, Any] = {
        "application": application,
        "call": call,
        "ended": ended,
        "ended_sentence": deadline_sentence(call, CallState.ENDED, reference=application.reference) if ended else "",
        "days_left": None if ended else _days_left(call),
        "tasks": [{**task, "href": ""} for task in tasks] if ended else tasks,
        "done": sum(task["status"] == "done" for task in tasks),
        "newer": offer_of(application),
        "reopened": _told(list(events_of(application))),
        "attempts": attempts_in_words(application),
        "failed_mails": undelivered(application),
        "crumbs": crumbs(),
    }
    return render(request, "applications/draft.html", context)


def _days_left(call: Call) -> int:
    """Return whole days in the call's zone: 0 on the last day."""
    return (call.closes_at.astimezone(call.zone).date() - clock.now().astimezone(call.zone).date()).days


def _status(request: HttpRequest, application: Application) -> HttpResponse:
    events = list(events_of(application))
    submitted = application.submitted_at is not None
    besides = on_status_of(application) if submitted else OnStatus()
    shown = shown_to_applicant(application)
    if besides.waits_for_applicant:
        shown = with_applicant(shown)
    corrections = shown_addenda(application) if submitted else []
    timeline = timeline_of(application, events, shown, besides=steps_of(corrections)) if submitted else []
    refused = application.status == Status.NOT_ELIGIBLE
    context = {
        "application": application,
        "call": application.call,
        "arrived": _arrived(application, events),
        "shown": shown,
        "panels": besides.panels,
        "reason": _told(events),
        "refused": refused,
        "others": other_calls_for(application) if refused else None,
        "points": points_of(application) if submitted else None,
        "timeline": timeline,
        # The present step says what comes; where nothing comes any more, the paragraph above does.
        "says_next": not any(step.state == "current" for step in timeline),
        "documents": documents_in_words(application) if submitted else [],
        "attempts": attempts_in_words(application),
        "corrections": len(corrections),
        "waiting": sum(each.row.state == AddendumState.WAITING for each in corrections),
        "may_correct": may_be_corrected(application),
        "copy": copy_link(application),
        "failed_mails": undelivered(application),
        "may_withdraw": may(request.user, Event.WITHDRAW, application),
        "crumbs": crumbs(),
    }
    return render(request, "applications/status.html", context)


def _arrived(application: Application, events: list[ApplicationEvent]) -> str:
    """Return when the paper arrived that this was entered from, '' for what was submitted here."""
    on_paper = any(event.by == By.PAPER_DESK for event in events)
    arrival = arrival_stated(application) if on_paper else None
    return day_in_words(arrival) if arrival else ""


def _told(events: list[ApplicationEvent]) -> str:
    """Return the reason of the newest event, '' when it has none: the words that its mail holds."""
    reason = getattr(events[-1], "reason", None) if events else None
    return reason.text if reason is not None else ""
