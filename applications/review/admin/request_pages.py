"""Pages of requests below a dossier: asking an applicant for something, and reading and settling one request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.notices import address_of
from applications.permissions import awaits_claim, roles_on
from applications.requests.models import Request
from applications.requests.services.asking import ask_applicant
from applications.requests.states import Kind
from applications.review.admin.asked import ShownRequest, requests_shown
from applications.review.admin.columns import status_tag
from applications.review.admin.request_verbs import BY_NAME, VERBS, RequestVerb
from applications.review.forms import VersionForm, showing
from applications.review.request_forms import AskForm
from applications.states import OVER
from applications.workflow import By
from portal.audit.services import record
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.common.noting import turned_away
from portal.staffsite.kept import restored


@dataclass(frozen=True)
class Offer:
    """One verb on the page: its form, and where it is sent."""

    verb: RequestVerb
    form: VersionForm
    action: str


def may_ask(application: Application, user: Any) -> bool:
    """Say whether the reader may ask the applicant for something now."""
    return By.REVIEWER in roles_on(user, application) and application.status not in OVER


def ask_page(admin: Any, request: HttpRequest, application: Application) -> HttpResponse:
    """Ask the applicant. Raises PermissionDenied in words without the right."""
    if not may_ask(application, request.user):
        raise PermissionDenied(_("Reviewers ask applicants for something, until an application is over."))
    sent = request.POST if request.method == "POST" else None
    typed = {} if sent else restored(request, request.path)
    form = AskForm(sent, initial={"key": uuid4(), **typed}, auto_id="id_ask_%s")
    form.offer(application)
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            data = dict(form.cleaned_data)
            kind = Kind(data.pop("kind"))
            slot = data.pop("slot") if kind is Kind.DOCUMENT else ""
            data.pop("slot", None)
            key = str(data.pop("key") or "")
            try:
                ask_applicant(application, kind, slot=slot, user=request.user, idempotency_key=key, **data)
            except DomainError as error:
                status = _refused(request, form, error)
            else:
                if address_of(application):
                    messages.success(request, _("The applicant is asked; the mail is on its way."))
                else:
                    words = _("The applicant is asked. No email address: tell the applicant by post or telephone.")
                    messages.warning(request, words)
                return redirect(f"{admin.address(request, application.pk)}#requests")
    context = {
        **_frame(admin, request, application),
        "title": _("Ask the applicant"),
        "form": form,
        "bound": status != 200,
        "restored": bool(typed),
        "on_paper": awaits_claim(application),
    }
    return TemplateResponse(request, "admin/requests/ask.html", context, status=status)


def request_page(
    admin: Any,
    request: HttpRequest,
    application: Application,
    number: int,
    *,
    refused: tuple[RequestVerb, VersionForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show one request with what the reader may do. Raises Http404 for one that is not there."""
    shown = _shown(request, application, number)
    record("applications.dossier_opened", user=request.user, about=application)
    context = {
        **_frame(admin, request, application),
        "title": shown.title,
        "shown": shown,
        "offers": _offers(shown.row, request.user, refused),
        "refused": refused,
    }
    return TemplateResponse(request, "admin/requests/show.html", context, status=status)


def act(admin: Any, request: HttpRequest, application: Application, number: int, name: str) -> HttpResponse:
    """Do the verb `name` on a request, then show it. Errors come back on its page: 422, 403, 409."""
    verb = BY_NAME.get(name)
    if verb is None:
        raise Http404
    shown = _shown(request, application, number)
    form = showing(verb.form, prefix=verb.name, data=request.POST, files=request.FILES, initial={})
    if not form.is_valid():
        return request_page(admin, request, application, number, refused=(verb, form), status=422)
    try:
        verb.run(shown.row, request.user, form.cleaned_data)
    except DomainError as error:
        status = _refused(request, form, error)
        application.refresh_from_db(fields=["status", "version"])
        if isinstance(error, Conflict):  # the reader now sees what is stored, so sending it again means it
            now = _shown(request, application, number).row.version
            form.data = {**request.POST.dict(), "expected_version": str(now)}
        return request_page(admin, request, application, number, refused=(verb, form), status=status)
    messages.success(request, str(verb.done))
    return redirect(shown.url)


def _shown(request: HttpRequest, application: Application, number: int) -> ShownRequest:
    found = requests_shown(application, request.user, number=number)
    if not found:
        raise Http404
    return found[0]


def _offers(row: Request, user: Any, refused: tuple[RequestVerb, VersionForm] | None) -> list[Offer]:
    offers = []
    for verb in VERBS:
        again = refused is not None and refused[0] is verb
        if again or verb.offered(row, user):
            place = reverse(
                "admin:applications_application_request_act", args=[row.application_id, row.number, verb.name]
            )
            fresh = showing(verb.form, prefix=verb.name, initial={"expected_version": row.version})
            offers.append(Offer(verb, refused[1] if refused and again else fresh, place))
    return offers


def _frame(admin: Any, request: HttpRequest, application: Application) -> dict[str, Any]:
    return {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "application": application,
        "back": f"{admin.address(request, application.pk)}#requests",
        "status_tag": status_tag(application.status),
    }


def _refused(request: HttpRequest, form: Any, error: DomainError) -> int:
    form.add_error("due_on" if error.code == "date_wrong" else None, str(error))
    if isinstance(error, NotAllowed):
        turned_away.send(sender=None, request=request, status=403)
        return 403
    return 409 if isinstance(error, Conflict) else 422
