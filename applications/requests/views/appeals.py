"""The way into an appeal: what it is, until when, who reads it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from applications.requests.appeals import appealable
from applications.requests.services.appeals import begin_appeal
from applications.views.door import crumbs, own, signed_in, to_status
from portal.common.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def appeal(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what an appeal is; a POST begins it."""
    application = own(request, reference)
    found = appealable(application)
    if found is None:
        raise Http404
    if found.appeal is not None:
        return redirect("application_request", application.reference, found.appeal.number)
    if request.method == "POST":
        try:
            begun = begin_appeal(application, user=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return to_status(application)
        return redirect("application_request", application.reference, begun.number)
    context = {"application": application, "found": found, "crumbs": crumbs(application)}
    return render(request, "requests/appeal.html", context)
