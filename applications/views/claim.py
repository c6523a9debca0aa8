"""Claiming what an office entered from one's paper: a code and a birth date, sent by POST alone.

Tries are counted by the minute as any request is (settings.REQUEST_LIMITS), and by the day for an account.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.claim_form import ClaimForm
from applications.services.paper.claiming import claim as claim_application
from applications.states import Status
from applications.views.door import crumbs, signed_in, status_code_of, to_status
from portal.common.errors import DomainError

TRIES_A_DAY = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def claim(request: HttpRequest) -> HttpResponse:
    """Ask for code and birth date; with both right, the application is one's own from here on."""
    if request.method != "POST":
        return _page(request, ClaimForm())
    form = ClaimForm(request.POST)
    rate = {"claim_of_day": f"{TRIES_A_DAY}/d/user"}
    if not ratelimit.consume(request, app="portal", action="claim_of_day", config=rate):
        form.is_valid()
        words = _("This account has tried %(times)d times within a day. Try again tomorrow, or ask the office.")
        form.add_error(None, words % {"times": TRIES_A_DAY})
        return _page(request, form, status=429)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        application = claim_application(form.cleaned_data["code"], form.cleaned_data["birth_date"], user=request.user)
    except DomainError as error:
        if error.code == "yours_already":
            messages.info(request, str(error))
            return redirect("application", error.values["reference"])
        form.add_error(None, str(error))
        return _page(request, form, status=status_code_of(error), own=_own(error))
    messages.success(request, _("The application is yours now. This page says where it stands."))
    return to_status(application)


def _own(error: DomainError) -> dict[str, str] | None:
    """Return where the application is that stands in the way, and what can be done with it there."""
    reference = error.values.get("reference")
    if not reference:
        return None
    if error.values.get("status") == Status.DRAFT:
        return {"href": reverse("application_withdraw", args=[reference]), "text": _("Withdraw your draft")}
    return {"href": reverse("application", args=[reference]), "text": _("Open the application that you have")}


def _page(request: HttpRequest, form: ClaimForm, *, status: int = 200, own: Any = None) -> HttpResponse:
    context = {"form": form, "own": own, "crumbs": crumbs()}
    return render(request, "applications/claim.html", context, status=status)
