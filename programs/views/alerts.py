"""“Tell me when it opens”: asking, the two links of mails, and the pages that say what came of it.

Nothing here says whether an address is known. Links act on POST alone; a GET, which mail programs send by themselves,
shows a page.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.common.reader_language import reader_language
from portal.offices.models import Office
from programs.forms.alert_form import AlertForm
from programs.handling import Brief, briefs
from programs.models import AlertPurpose, Programme
from programs.office_year import office_with_page, year_of
from programs.services.alerts import asking, forgetting
from programs.services.alerts.links import CONFIRM_WITHIN, link_of

_NO_LONGER = 404


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a programme, an office or a country, and an address; then look into the mailbox."""
    office = _office(request)
    address = asking.verified_address(request.user)
    offered = _offered(office)
    asked: Any = {"with_country": office is None, "with_email": not address, "programmes": offered.values()}
    form = AlertForm(request.POST if request.method == "POST" else None, initial=_initial(request), **asked)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        brief = offered[given["programme"]]
        wish: Any = {
            "programme": Programme.objects.get(pk=brief.pk),
            "language": reader_language(),
            "office": office,
            "country": given.get("country", ""),
        }
        if not address:
            asking.ask(email=given["email"], **wish)
            return redirect("alert_asked")
        asking.ask_as(request.user, **wish)
        words = _("We will write to %(address)s when %(programme)s opens.")
        messages.success(request, words % {"address": address, "programme": brief})
        return redirect("programme", brief.slug)
    return render(request, "programs/alert.html", {"form": form, "office": office, "address": address})


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say to look into the mailbox, whatever was asked."""
    return render(request, "programs/alert_asked.html", {"days": CONFIRM_WITHIN.days})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link confirms, and confirm it on POST; afterwards the page says that it is."""
    if request.method == "POST" and asking.confirm(token) is not asking.Confirmed.NO_LONGER:
        return redirect("alert_confirm", token)
    link = link_of(token, AlertPurpose.CONFIRM)
    status = 200 if link is not None else _NO_LONGER
    return render(request, "programs/alert_confirm.html", {"link": link}, status=status)


@csrf_exempt  # a mail program ends a subscription by itself (RFC 8058): the token in the address is all it has
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link stops, and stop it on POST; one that is stopped already, or never was, says the same."""
    if request.method == "POST":
        forgetting.stop(token)
        return render(request, "programs/alert_stop.html", {"link": None})
    return render(request, "programs/alert_stop.html", {"link": link_of(token, AlertPurpose.STOP)})


def _office(request: HttpRequest) -> Office | None:
    code = (request.POST if request.method == "POST" else request.GET).get("office", "")
    if not code:
        return None
    found = office_with_page(code)
    if found is None:
        raise Http404
    return found


def _offered(office: Office | None) -> dict[str, Brief]:
    if office is None:
        return briefs()
    return {line.programme.slug: line.programme for line in year_of(office).lines}


def _initial(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("programme", "country") if name in request.GET}
