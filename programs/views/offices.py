"""Offices: finding the one that handles somebody, and the page of each."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.common import clock
from portal.offices.models import Office
from programs import office_finding, office_year
from programs.forms.office_finder import WhoForm, WordsForm
from programs.handling import briefs, handling_table
from programs.views.call_page import CallCard


@require_safe
def office_list(request: HttpRequest) -> HttpResponse:
    """Find the office that handles somebody, or look through all of them."""
    asked = request.GET
    who = WhoForm(asked if "nationality" in asked or "residence" in asked else None)
    words = WordsForm(asked if "q" in asked else None)
    context: dict[str, Any] = {
        "who": who,
        "words": words,
        "form": who if who.is_bound else words,  # whose errors the page says at its top
        "ministry": office_finding.ministry_with_list(),
    }
    nationality, residence = who.asked()
    wanted = words.asked()
    if nationality or residence:
        context |= _answer(nationality, residence)
    elif wanted:
        table = handling_table(clock.now().date())
        context |= {"wanted": wanted, "found": office_finding.matching(office_finding.all_offices(), table, wanted)}
    else:
        context["regions"] = office_finding.by_region(office_finding.all_offices())
    return render(request, "programs/offices.html", context)


@require_safe
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one office: its year, whom it handles, how it is reached. An unverified office has no page."""
    found = office_year.office_with_page(slug)
    if found is None:
        raise Http404
    year = office_year.year_of(found)
    entries = [
        {
            "line": line,
            "current": [CallCard(call) for call in line.current],
            "elsewhere": [CallCard(call) for call in line.elsewhere],
            "past": [CallCard(call) for call in line.past],
        }
        for line in year.lines
    ]
    context = {
        "office": found,
        "entries": entries,
        "year": year,
        "languages": language_names(found),
        "now": clock.now(),
        "crumbs": [{"href": reverse("office_list"), "label": _("Offices")}],
    }
    return render(request, "programs/office.html", context)


def language_names(office: Office) -> list[str]:
    """Return the languages an office works in, in the reader's language."""
    return [str(get_language_info(code)["name_translated"]) for code in office.languages]


def _answer(nationality: str, residence: str) -> dict[str, Any]:
    from_, lives = (office_finding.name_of(code) if code else "" for code in (nationality, residence))
    nationalities = [nationality] if nationality else []
    return {
        "asked": True,
        "nationality": from_,
        "residence": lives,
        "handled_by": office_finding.who_handles(nationalities, residence, briefs()),
        "lives_in_japan": residence == "JP",
    }
