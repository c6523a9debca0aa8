"""An applicant's referees: who is asked, how it stands, naming one, reminding, naming somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.models import Application
from applications.requests.forms import RefereeForm
from applications.requests.histories import Happening, letter_histories
from applications.requests.models import Request
from applications.requests.notices import applicant_name
from applications.requests.queries import Letters, letters_of
from applications.requests.services.references import NUDGE_PAUSE, ask_referee, nudge, replace_referee
from applications.requests.states import PENDING, REFUSED
from applications.requests.wording import letter_tag
from applications.states import OVER, Status
from applications.views import typed
from applications.views.door import crumbs, own, signed_in, status_code_of
from portal.common import clock
from portal.common.errors import DomainError

_ENDED = OVER | REFUSED


@require_safe
@signed_in()
def referees(request: HttpRequest, reference: str) -> HttpResponse:
    """Show for each letter who is asked, how it stands and what can be done."""
    application = own(request, reference)
    found = letters_of(application)
    if not found:
        raise Http404
    return render(
        request,
        "requests/referees.html",
        {
            "application": application,
            "letters": [_shown(application, each) for each in found],
            "running": application.status not in _ENDED,
            "has_name": bool(applicant_name(application)),
            "pause": NUDGE_PAUSE.days,
            "crumbs": crumbs(application),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(lost="kept")
def name_referee(request: HttpRequest, reference: str, slot: str, place: int) -> HttpResponse:
    """Name a referee for a place, or somebody else instead of who is asked there and has not sent anything."""
    application = own(request, reference)
    letters = next((each for each in letters_of(application) if each.slot.key == slot), None)
    if letters is None or not letters.applies or not 1 <= place <= letters.wanted:
        raise Http404
    there = letters.by_place[place - 1] if place not in letters.free else None
    if there is not None and there.state not in PENDING:
        messages.info(request, _("This letter was received, so nobody else is asked for it."))
        return redirect("application_referees", application.reference)
    held = typed.held_for(request) if request.method == "GET" else None
    if held is not None:
        messages.warning(request, _("This was not saved before you were signed out. Check it and save."))
    form = RefereeForm(request.POST or None, initial=held.dict() if held is not None else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _ask(request, application, letters, place, there, form.cleaned_data)
            except DomainError as error:
                form.add_error("email" if error.code in _ABOUT_ADDRESS else None, str(error))
                status = status_code_of(error)
            else:
                typed.forget(request)
                words = _("The invitation is on its way to %(name)s.")
                messages.success(request, words % {"name": form.cleaned_data["name"]})
                return redirect("application_referees", application.reference)
    context = {
        "application": application,
        "letters": letters,
        "place": place,
        "there": there,
        "form": form,
        "crumbs": crumbs(application),
    }
    return render(request, "requests/name_referee.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def remind_referee(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Remind a referee once more; the page says when that can be done again."""
    application = own(request, reference)
    asked = application.requests.references().select_related("asked_of", "office").filter(number=number).first()
    if asked is None:
        raise Http404
    if request.method == "POST":
        try:
            nudge(asked, user=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            words = _("A reminder is on its way to %(name)s.")
            messages.success(request, words % {"name": asked.asked_of.full_name})
    return redirect("application_referees", application.reference)


_ABOUT_ADDRESS = frozenset({"oneself", "asked_already"})


def _ask(
    request: HttpRequest,
    application: Application,
    letters: Letters,
    place: int,
    there: Request | None,
    data: dict[str, str],
) -> None:
    who: dict[str, Any] = {key: data[key] for key in ("name", "email", "relation")} | {"user": request.user}
    if there is not None:
        replace_referee(there, **who)
    else:
        ask_referee(application, letters.slot.key, place, **who)


def _shown(application: Application, letters: Letters) -> dict[str, Any]:
    running = application.status not in _ENDED and letters.in_time and letters.applies
    histories = letter_histories(row for row in letters.by_place if row is not None)
    if application.status == Status.DRAFT:
        running = running and clock.now() <= application.call.closes_at
    return {
        "slot": letters.slot,
        "wanted": letters.wanted,
        "own": letters.own,
        "due": letters.due_at,
        "due_words": letters.due,
        "running": running,
        "places": [
            _place(row, number, histories, free=number in letters.free, running=running)
            for number, row in enumerate(letters.by_place, start=1)
        ],
    }


def _place(
    row: Request | None, number: int, histories: Mapping[int, list[Happening]], *, free: bool, running: bool
) -> dict[str, Any]:
    if row is None:
        return {"number": number, "request": None, "free": True}
    kind, words = letter_tag(row)
    pending = row.state in PENDING and running
    since = row.nudged_at or row.asked_at
    return {
        "number": number,
        "request": row,
        "free": free,
        "pending": pending,
        "may_nudge": pending and clock.now() >= since + NUDGE_PAUSE,
        "nudge_from": since + NUDGE_PAUSE,
        "tag": {"kind": kind, "text": words},
        "history": histories.get(row.pk, []),
    }
