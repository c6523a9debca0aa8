"""The public directory of associations: list and map, and the page of each."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_countries import countries

from alumni.forms.directory import DirectoryForm
from alumni.queries import directory, members_by_country, public_page
from portal.common.maps.drawing import STEPS, unmapped, world_map
from portal.common.text import search_key


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the published associations, narrowed by what is asked, and where in the world they are."""
    everything = directory()
    form = DirectoryForm(request.GET or None, countries=everything.countries)
    asked: dict[str, Any] = {}
    if form.is_valid():
        given = form.cleaned_data
        asked = {"words": given["q"], "country": given["country"], "ended": given["ended"]}
    found = directory(**asked, page=request.GET.get("page", 1))
    by_country = members_by_country()
    context = {
        "form": form,
        "asked": any(asked.values()),
        "found": found,
        "everything": everything,
        "by_country": _table(by_country),
        "few": STEPS[1],
        "fewer": STEPS[2] - 1,
        "many": STEPS[2],
        "unmapped": sorted((str(countries.name(code)) for code in unmapped(by_country)), key=search_key),
    }
    return render(request, "alumni/home.html", context)


@require_safe
def association(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one published association; there is no page of any other."""
    page = public_page(slug)
    if page is None:
        raise Http404
    crumbs = [{"href": reverse("alumni_home"), "label": _("Alumni associations")}]
    return render(request, "alumni/association.html", {"page": page, "crumbs": crumbs})


@require_safe
def world(request: HttpRequest) -> HttpResponse:
    """The map of associations by country, as an image; the page has the same in a table.

    Caches keep it for an hour, but no answer to somebody signed in: it may renew the cookie of their session.
    """
    counts = {code: number for code, (number, _members) in members_by_country().items()}
    drawn = world_map(counts, title=_("Alumni associations by country"))
    response = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
    if not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=3600)
    return response


def _table(by_country: dict[str, tuple[int, int]]) -> list[tuple[str, str, str, str]]:
    rows = [
        (
            code,
            str(countries.name(code)),
            formats.number_format(number),
            formats.number_format(members, force_grouping=True),
        )
        for code, (number, members) in by_country.items()
    ]
    return sorted(rows, key=lambda row: search_key(row[1]))
