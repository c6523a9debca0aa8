"""The pages on which a liaison records something of an association, or of an officer's term."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alumni.admin.verbs import OF_ASSOCIATION, OF_OFFICER, Verb, may_still
from alumni.models import Association
from portal.common import clock
from portal.common.errors import DomainError


def verb_page(admin: Any, request: HttpRequest, association: Association | None, name: str) -> HttpResponse:
    """Show what is asked and record it. Raises Http404 for what is out of reach, PermissionDenied in words."""
    verb = OF_ASSOCIATION.get(name)
    if association is None or verb is None:
        raise Http404
    _check(admin, request)
    return _page(admin, request, association, verb, {})


def officer_verb_page(
    admin: Any, request: HttpRequest, association: Association | None, officer: int, name: str
) -> HttpResponse:
    """The same for a term of that association."""
    verb = OF_OFFICER.get(name)
    if association is None or verb is None:
        raise Http404
    held = association.officers.select_related("person", "association").filter(pk=officer).first()
    if held is None or not may_still(held, name, clock.now().date()):
        raise Http404
    _check(admin, request)
    return _page(admin, request, association, verb, {"officer": held})


def _check(admin: Any, request: HttpRequest) -> None:
    if not admin.has_change_permission(request):
        raise PermissionDenied(_("The register is kept by liaisons. Your postings today do not include that."))


def _page(
    admin: Any, request: HttpRequest, association: Association, verb: Verb, about: dict[str, Any]
) -> HttpResponse:
    back = reverse("admin:alumni_association_change", args=[association.pk])
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = verb.form(*posted, association=association, actor=request.user, **about)
    if form.is_valid():
        try:
            verb.act(form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, verb.done)
            return redirect(back)
    context = {
        **admin.admin_site.each_context(request),
        **about,
        "association": association,
        "verb": verb,
        "form": form,
        "title": verb.title,
        "back": back,
        "opts": Association._meta,
    }
    return render(request, "admin/alumni/association/record.html", context, status=422 if form.errors else 200)
