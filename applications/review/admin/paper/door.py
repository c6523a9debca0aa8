"""The way in to the desk: entries of one's own office, and nobody's own draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.paper import on_paper
from applications.permissions import enters_papers
from applications.states import Status
from applications.views.tasks import DOCUMENTS
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.common.noting import turned_away
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin.lists import as_key
from portal.staffsite.admin.scope import holds
from portal.staffsite.kept import restored_form
from programs.models import Call

CLERKS = roles_with(Permission.ENTER_PAPER)
_RELATED = ("call__round__programme", "call__office", "office", "person__user")
PRIVATE = {"Cache-Control": "private, no-store"}


def require_clerk(request: HttpRequest) -> None:
    """Raise PermissionDenied in words for a reader who enters papers nowhere."""
    if not holds(request.user, CLERKS):
        raise PermissionDenied(
            _("Applications on paper are entered by the reviewers and coordinators of the office they arrived at.")
        )


def entry(request: HttpRequest, object_id: str) -> Application:
    """Return an entry on the reader's desk, or one that was submitted from it and whose dossier the reader may open.

    Raises Http404 for any other, PermissionDenied without the right. Ask `no_longer_open` next.
    """
    require_clerk(request)
    key = as_key(object_id) or 0
    sent = Application.objects.for_staff(request.user).filter(paper__isnull=False)
    for rows in (Application.objects.on_desk_of(request.user), sent):
        found: Application | None = rows.select_related(*_RELATED).filter(pk=key).first()
        if found is not None:
            return found
    raise Http404


def no_longer_open(request: HttpRequest, application: Application, *, again: bool = False) -> HttpResponse | None:
    """Return the way to the dossier, or to the desk, where nothing can be entered any more; None for a draft.

    What was sent to such a page is stored nowhere, so the message says that, too; not where the button only did
    `again` what is done.
    """
    if application.submitted_at is None and application.status == Status.DRAFT:
        return None
    if application.submitted_at is not None:
        words = _("%(reference)s is submitted already. This is its dossier.")
        away = redirect("admin:applications_application_change", application.pk)
    else:
        words = _("The entry %(reference)s is over: %(status)s. Nothing more can be entered there.")
        away = redirect("admin:applications_application_paper")
    said = words % {"reference": application.reference, "status": application.get_status_display()}
    if not again and (request.method == "POST" or restored_form(request, request.path)):
        lost = _("What you just sent was not stored and changed nothing.")
        messages.warning(request, f"{said} {lost}")
    else:
        messages.info(request, said)
    return away


def reads_health(user: Any, call: Call) -> bool:
    """Say whether the reader may see stored answers about health; everybody here may type them from the paper."""
    return enters_papers(user, call, Permission.READ_HEALTH)


def place(application: Application, name: str, *more: str) -> str:
    """Return the address of a page of an entry."""
    return reverse(f"admin:applications_application_paper_{name}", args=[application.pk, *more])


def href_of(application: Application, section: str) -> str:
    """Return the page of the desk on which something is filled in."""
    if section == DOCUMENTS:
        return place(application, "documents")
    return place(application, "section", section)


def status_of(request: HttpRequest, error: DomainError) -> int:
    """Return how HTTP says a refusal; a lack of right is noted."""
    if isinstance(error, NotAllowed):
        turned_away.send(sender=None, request=request, status=403)
        return 403
    return 409 if isinstance(error, Conflict) else 422


def page(
    admin: Any,
    request: HttpRequest,
    template: str,
    application: Application | None,
    *,
    title: str,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Return a page of the desk; never stored by a browser, for it may hold whatever a paper says."""
    frame = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": title,
        "application": application,
        "known": on_paper(application) if application is not None else None,
        **context,
    }
    return TemplateResponse(request, f"admin/paper/{template}.html", frame, status=status, headers=PRIVATE)
