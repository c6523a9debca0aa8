"""The desk itself: entries that are not submitted yet, and the form that begins a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.paper import ENTERED_WITHIN, day_in_words, entered_by, newest_arrivals
from applications.permissions import enters_papers
from applications.review.admin.paper.door import page, place, require_clerk, status_of
from applications.review.paper_forms import StartForm
from applications.services.paper.beginning import begin_paper
from applications.states import Status
from portal.common import clock
from portal.common.errors import DomainError
from portal.staffsite.kept import restored
from programs.models import Call

PER_PAGE = 50
_SHOWN = ("call__round", "office", "person__user", "paper__entered_by__person")
_FIELD_OF = {
    "entered_already": "full_name",
    "own_application": "email",
    "not_your_role": "call",
    "paper_not_open": "call",
    "arrival_time_needed": "time",
    "arrived_too_late": "received",
    "arrived_too_early": "received",
    "arrival_in_future": "received",
}


def desk_page(admin: Any, request: HttpRequest) -> HttpResponse:
    """List what waits on the reader's desk, and begin a new entry."""
    require_clerk(request)
    calls = calls_for(request.user)
    typed = {} if request.method == "POST" else restored(request, request.path)
    form = StartForm(
        request.POST if request.method == "POST" else typed or None,
        calls=calls,
        initial={"call": calls.first() if calls.count() == 1 else None, "language": request.LANGUAGE_CODE},
    )
    if request.method != "POST":
        return _page(admin, request, form)
    if not form.is_valid():
        return _page(admin, request, form, status=422)
    try:
        application = begin_paper(form.cleaned_data["call"], form.newcomer(), form.arrival(), user=request.user)
    except DomainError as error:
        form.add_error(_FIELD_OF.get(error.code), str(error))
        twin = _on_desk(request.user, error.values.get("application"))
        return _page(admin, request, form, status=status_of(request, error), twin=twin)
    messages.success(request, _("The entry %(reference)s is begun.") % {"reference": application.reference})
    return redirect(place(application, "entry"))


def calls_for(user: Any) -> Any:
    """Return the calls whose papers the reader may enter now, as rows a form can offer."""
    open_now = Call.objects.for_user(user).filter(
        announced_at__isnull=False,
        binding__isnull=False,
        lot_published_at=None,
        opens_at__lte=clock.now(),
        closes_at__gte=clock.now() - ENTERED_WITHIN,
    )
    rows = open_now.select_related("round__programme", "office")
    mine = [call.pk for call in rows if enters_papers(user, call)]
    return rows.filter(pk__in=mine).order_by("closes_at", "pk")


def field_of(error: DomainError) -> str | None:
    """Return the field that an error of an arrival or a beginning is about, None for the whole form."""
    return _FIELD_OF.get(error.code)


def _on_desk(user: Any, key: Any) -> tuple[str, str] | None:
    """Return reference and address of the twin, as far as the reader may open it."""
    if not key:
        return None
    draft = Application.objects.on_desk_of(user).filter(pk=key).first()
    if draft is not None:
        return draft.reference, place(draft, "entry")
    sent = Application.objects.for_staff(user).filter(pk=key).first()
    if sent is None:
        return None
    return sent.reference, reverse("admin:applications_application_change", args=[sent.pk])


def _page(
    admin: Any, request: HttpRequest, form: StartForm, *, status: int = 200, twin: tuple[str, str] | None = None
) -> HttpResponse:
    rows = Application.objects.on_desk_of(request.user).filter(status=Status.DRAFT).order_by("-pk")
    listed = Paginator(rows.select_related(*_SHOWN), PER_PAGE).get_page(request.GET.get("page"))
    arrivals = newest_arrivals(listed)
    entries = [
        {
            "application": application,
            "href": place(application, "entry"),
            "arrived": day_in_words(arrivals[application.pk]),
            "by": entered_by(application.paper),
        }
        for application in listed
    ]
    title = _("Applications on paper")
    return page(
        admin, request, "desk", None, title=title, status=status, form=form, entries=entries, listed=listed,
        twin=twin,
        any_call=bool(form.fields["call"].queryset),  # type: ignore[attr-defined]
    )  # fmt: skip
