"""Asking a mission to support the founding of an association, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alumni.forms.founding import FoundingForm
from alumni.models import FoundingRequest, FoundingState
from alumni.services import ask_to_found, withdraw_founding
from applications.views.door import signed_in
from portal.accounts.services import person_of
from portal.common.errors import DomainError


@never_cache
@require_safe
@signed_in()
def founding(request: HttpRequest) -> HttpResponse:
    """Show what one has asked, newest first, with the answers."""
    asked = FoundingRequest.objects.of_person(request.user).select_related("office", "association")
    shown = [{"request": row, "open": row.state == FoundingState.OPEN} for row in asked.order_by("-asked_at")]
    return render(request, "alumni/founding.html", {"asked": shown, "crumbs": _crumbs()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def found(request: HttpRequest) -> HttpResponse:
    """Ask for support: the form, then the list with what was asked at its top."""
    nameless = not person_of(request.user).full_name  # type: ignore[arg-type]
    form = FoundingForm(request.POST if request.method == "POST" else None, nameless=nameless)
    if form.is_valid():
        try:
            made = ask_to_found(user=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _asked_words(made))
            return redirect("founding")
    crumbs = [*_crumbs(), {"href": reverse("founding"), "label": _("Founding an association")}]
    status = 422 if form.errors else 200
    return render(request, "alumni/found.html", {"form": form, "crumbs": crumbs}, status=status)


@never_cache
@require_POST
@signed_in()
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was not answered yet."""
    row = FoundingRequest.objects.of_person(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    try:
        withdraw_founding(row, user=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The request is withdrawn."))
    return redirect("founding")


def _asked_words(made: Any) -> str:
    return _("Your request was sent to the %(office)s. It answers on this page and by mail.") % {"office": made.office}


def _crumbs() -> list[dict[str, str]]:
    return [{"href": reverse("alumni_home"), "label": _("Alumni associations")}]
