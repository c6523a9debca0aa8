"""“What stops people” in the staff site: finished checks of the calls one sees, and the rules that stopped some."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.common.reader_language import reader_language
from portal.staffsite.admin.lists import as_key
from programs.stops import FEWEST, checks_of, what_stops

MOST_CALLS = 200
"""How many calls the list names, the newest: its page must stay one that can be read."""


def stops_of_calls(admin: Any, request: HttpRequest) -> HttpResponse:
    """Name the announced calls in the reader's scope with how many finished a check."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    admin._require(request)
    calls = list(_announced(admin, request)[:MOST_CALLS])
    counted = checks_of(calls)
    rows = [(call, counted.get(call.pk)) for call in calls]
    return _page(admin, request, "stops_of_calls", _("What stops people"), rows=rows)


def stops_of_call(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show of one call how many finished a check, and which rules stopped how many of them."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    admin._require(request)
    call = _announced(admin, request).filter(pk=as_key(unquote(object_id)) or 0).first()
    if call is None:
        raise Http404
    title = _("What stops people: %(call)s") % {"call": call}
    return _page(admin, request, "stops_of_call", title, call=call, stops=what_stops(call, reader_language()))


def _announced(admin: Any, request: HttpRequest) -> Any:
    rows = admin.get_queryset(request).filter(announced_at__isnull=False)
    return rows.select_related("round__programme", "office", "programme_version").prefetch_related("themes")


def _page(admin: Any, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    frame = {**admin.admin_site.each_context(request), "title": title, "opts": admin.opts, "fewest": FEWEST}
    return render(request, f"admin/programs/call/{template}.html", {**frame, **context})
