"""Home, programmes, one programme, one call."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programs import queries
from programs.definitions import Definition
from programs.forms.where_form import WhereForm
from programs.models import CallState
from programs.office_finding import name_of
from programs.views.call_page import CallCard, call_context, sources_of
from programs.where_i_live import only_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, and show the calls one can apply to now or soon."""
    programmes, where = _narrowed(request)
    cards = [CallCard(call) for call in queries.sorted_calls(call for each in programmes for call in each.calls)]
    context = {
        "programmes": programmes,
        "open_calls": [card for card in cards if card.state is CallState.OPEN],
        "announced_calls": [card for card in cards if card.state is CallState.ANNOUNCED],
    }
    return render(request, "programs/home.html", context | where)


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """Show every programme: those with open calls first, by deadline, then those that open next, then the others."""
    programmes, where = _narrowed(request)
    entries = [
        (each, [CallCard(call) for call in each.open_calls], [CallCard(call) for call in each.announced_calls])
        for each in sorted(programmes, key=lambda each: each.place)
    ]
    context = {"entries": entries, "is_any_open": any(open_calls for _each, open_calls, _announced in entries)}
    return render(request, "programs/programme_list.html", context | where)


def _narrowed(request: HttpRequest) -> tuple[list[queries.ProgrammeCard], dict[str, Any]]:
    """The programmes with their calls, only those for where the reader lives if they say so, and what to show of it."""
    form = WhereForm(request.GET if "country" in request.GET else None)
    country = form.asked()
    programmes = queries.programmes()
    if not country:
        return programmes, {"form": form, "kept": ""}
    shown = {"form": form, "country": country, "country_name": name_of(country), "kept": f"?country={country}"}
    return only_for(country, programmes), shown


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one programme: for whom, what you get, how it goes, where it is open."""
    found = queries.programme(slug)
    if found is None:
        raise Http404
    definition = Definition.from_version(found.version)
    context = {
        "definition": definition,
        "sources_of": sources_of(definition),
        "cards": [CallCard(call) for call in found.calls],
        "crumbs": [{"href": reverse("programme_list"), "label": _("Programmes")}],
    }
    return render(request, "programs/programme.html", context)


@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one announced call. A call that is not announced is not there for anybody."""
    found = queries.public_call(slug)
    if found is None:
        raise Http404
    return render(request, "programs/call.html", call_context(found))
