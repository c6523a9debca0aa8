"""One entry: its parts, when the paper arrived, and giving it up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications.models import Application
from applications.paper import last_entry, on_paper
from applications.queries import problems_before_submit
from applications.review.admin.paper.door import entry, href_of, no_longer_open, page, place, status_of
from applications.review.admin.paper.start import field_of
from applications.review.paper_forms import ArrivalForm, WithdrawForForm
from applications.services.paper.beginning import state_arrival
from applications.services.paper.desk import withdraw_for
from applications.views.tasks import check_task, parts_of
from portal.common import clock
from portal.common.errors import DomainError
from portal.staffsite.kept import restored

ENTRY = "entry"
"""What a page that gives an entry up says it is of: it must not withdraw what was submitted meanwhile."""


def entry_page(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the parts of an entry, each with how far it is; a POST states anew when the paper arrived."""
    application = entry(request, object_id)
    elsewhere = no_longer_open(request, application)
    if elsewhere is not None:
        return elsewhere
    if request.method != "POST":
        return _page(admin, request, application, _arrival_form(application))
    form = ArrivalForm(request.POST)
    if not form.is_valid():
        return _page(admin, request, application, form, 422)
    try:
        state_arrival(application, form.arrival(), user=request.user)
    except DomainError as error:
        form.add_error(field_of(error), str(error))
        return _page(admin, request, application, form, status_of(request, error))
    messages.success(request, _("The arrival is stated anew. What was stated before stays on record."))
    return redirect(place(application, "entry"))


def withdraw_page(admin: Any, request: HttpRequest, application: Application) -> HttpResponse:
    """Ask why, then give an entry up, or withdraw what was submitted for somebody who asked for it."""
    sent = application.submitted_at is not None
    typed = {} if request.method == "POST" else restored(request, request.path)
    form = WithdrawForForm(request.POST if request.method == "POST" else None, initial=typed)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                withdraw_for(application, user=request.user, reason=form.cleaned_data["reason"])
            except DomainError as error:
                form.add_error(None, str(error))
                status = status_of(request, error)
            else:
                words = _("%(reference)s is withdrawn.") if sent else _("The entry %(reference)s is given up.")
                messages.success(request, words % {"reference": application.reference})
                return redirect(
                    admin.address(request, application.pk) if sent else "admin:applications_application_paper"
                )
    title = _("Withdraw for the applicant") if sent else _("Give up this entry")
    back = admin.address(request, application.pk) if sent else place(application, "entry")
    return page(
        admin, request, "withdraw", application, title=title, status=status, form=form, back=back, sent=sent,
        restored=bool(typed), of="" if sent else ENTRY,
    )  # fmt: skip


def _arrival_form(application: Application) -> ArrivalForm:
    known = on_paper(application)
    assert known is not None, "what is on the desk came on paper"
    return ArrivalForm(
        initial={
            "received": known.arrival.received_on,
            "time": known.arrival.received_time.strftime("%H:%M") if known.arrival.received_time else "",
        }
    )


def _page(
    admin: Any, request: HttpRequest, application: Application, form: ArrivalForm, status: int = 200
) -> HttpResponse:
    ready = not problems_before_submit(application)
    tasks = parts_of(application, href_of)
    tasks.append(check_task(place(application, "check"), ready=ready, title=_("Check the entry and submit it")))
    return page(
        admin, request, "entry", application,
        title=_("Entry %(reference)s") % {"reference": application.reference}, status=status, form=form, tasks=tasks,
        done=sum(task["status"] == "done" for task in tasks), until=last_entry(application.call),
        call_closed=clock.now() > application.call.closes_at,
    )  # fmt: skip
