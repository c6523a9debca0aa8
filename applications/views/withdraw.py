"""Withdrawing, with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.forms import WithdrawForm
from applications.labels import shown_to_applicant
from applications.permissions import may
from applications.services.submission import withdraw as withdraw_application
from applications.views import typed
from applications.views.door import crumbs, own, signed_in, status_code_of, to_status
from applications.workflow import Event
from portal.common.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(lost="kept")
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask why, and say what withdrawing means; then withdraw."""
    application = own(request, reference)
    if not may(request.user, Event.WITHDRAW, application):
        tag = shown_to_applicant(application).tag
        messages.info(request, _("This application can no longer be withdrawn: it is “%(tag)s”.") % {"tag": tag})
        return to_status(application)
    typed_before = typed.held_for(request) if request.method == "GET" else None
    reason = typed_before.get("reason", "") if typed_before else ""
    form = WithdrawForm(request.POST or None, initial={"reason": reason})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                withdraw_application(application, user=request.user, reason=form.cleaned_data["reason"])
            except DomainError as error:
                form.add_error(None, str(error))
                status = status_code_of(error)
            else:
                typed.forget(request)
                messages.success(request, _("You withdrew this application."))
                return to_status(application)
    context = {"application": application, "form": form, "crumbs": crumbs(application)}
    return render(request, "applications/withdraw.html", context, status=status)
