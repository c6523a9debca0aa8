"""What the pages have in common: fetching through the scope, answering refusals in words, the page's frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.shortlists.models import Shortlist, ShortlistLine
from applications.shortlists.permissions import own_application, refusal
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import only_as
from programs.models import Call

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
SEEING_ROLES = roles_with(Permission.READ_SHORTLISTS)
_NAME = "admin:shortlists_shortlist_"
_RELATED = (
    "call__round__programme",
    "call__office",
    "corrects",
    "created_by__person",
    "frozen_by__person",
    "released_by__person",
)


def fetch(request: HttpRequest, pk: int) -> Shortlist:
    """Return a list the reader may see. A stranger gets 404; a colleague of the office without the right, 403."""
    lists = Shortlist.objects.for_user(only_as(request.user, *SEEING_ROLES))
    found = lists.select_related(*_RELATED).filter(pk=pk)
    shortlist = found.first()
    if shortlist is not None:
        applied = own_application(request.user, shortlist.call)
        if applied is not None:
            raise PermissionDenied(str(applied))
        return shortlist  # type: ignore[no-any-return]
    if Call.objects.for_user(request.user).filter(shortlists__pk=pk).exists():
        raise PermissionDenied(
            _(
                "Shortlists are open to coordinators and senior reviewers. Your posting today does not include that; "
                "ask the coordinator of your office."
            )
        )
    raise Http404


def fetch_line(shortlist: Shortlist, pk: int) -> ShortlistLine:
    """Return a line of a list that was fetched. Raises Http404."""
    lines = shortlist.lines.select_related("application__person", "own_reason")
    line = lines.prefetch_related("moves__moved_by__person").filter(pk=pk).first()
    if line is None:
        raise Http404
    line.shortlist = shortlist
    return line  # type: ignore[no-any-return]


def require_change(request: HttpRequest, shortlist: Shortlist) -> None:
    """Answer 403 with the reason unless the reader may change lists of this call."""
    refused = refusal(request.user, shortlist.call)
    if refused is not None:
        raise PermissionDenied(str(refused))


def answering(view: View[P]) -> View[P]:
    """Turn what a service refuses into an answer: 403 in words, or a message on the list's page."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except (Conflict, DomainError) as error:
            messages.error(request, str(error))
            pk = kwargs.get("pk")
            return redirect(url("change", pk) if pk is not None and error.code != "gone" else url("changelist"))

    return answered


def url(name: str, *args: Any) -> str:
    """Return the address of one of the pages: url("change", 7)."""
    return reverse(f"{_NAME}{name}", args=args)


def page(request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Draw a page of the staff site."""
    frame = admin.site.each_context(request)
    return render(
        request,
        f"admin/shortlists/{template}.html",
        {**frame, "title": title, "opts": Shortlist._meta, **context},
        status=status,
    )
