"""Home, programmes, one programme, one call."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programs import queries
from programs.definitions import Definition
from programs.models import CallState
from programs.views.call_page import CallCard, call_context, sources_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, and show the calls one can apply to now or soon."""
    programmes = queries.programmes()
    cards = [CallCard(call) for call in queries.sorted_calls(call for each in programmes for call in each.calls)]
    context = {
        "programmes": programmes,
        "open_calls": [card for card in cards if card.state is CallState.OPEN],
        "announced_calls": [card for card in cards if card.state is CallState.ANNOUNCED],
    }
    return render(request, "programs/home.html", context)


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """Show every programme with the calls that are open."""
    programmes = queries.programmes()
    context = {"entries": [(each, [CallCard(call) for call in each.open_calls]) for each in programmes]}
    return render(request, "programs/programme_list.html", context)


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
