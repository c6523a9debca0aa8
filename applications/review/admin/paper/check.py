"""Check what was entered against the paper, and submit it for the person."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications.attempts import ALREADY, DECLARATION
from applications.models import Application
from applications.notices import address_of
from applications.permissions import roles_on
from applications.queries import problems_before_submit
from applications.review.admin.paper.door import entry, href_of, no_longer_open, page, place, status_of
from applications.review.paper_forms import SubmitForForm
from applications.services.paper.desk import submit_paper
from applications.services.submission import record_attempt
from applications.views.foresight import foresight_of
from applications.views.summary import documents_in_words, sections_in_words
from applications.workflow import By
from portal.audit.services import record
from portal.common.arrival import arrived_at
from portal.common.errors import DomainError


def check_page(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show everything that was entered, what is missing, and the button; a POST submits."""
    application = entry(request, object_id)
    elsewhere = no_longer_open(request, application, again=True)
    if elsewhere is not None:
        # A second press, or a retry after an answer that never came; of others nothing goes on the applicant's record.
        if request.method == "POST" and By.PAPER_DESK in roles_on(request.user, application):
            record_attempt(application, arrived_at(request), ALREADY if application.submitted_at else "no_such_edge")
        return elsewhere
    if request.method != "POST":
        return _page(admin, request, application, SubmitForForm(initial={"idempotency_key": uuid4()}))
    form = SubmitForForm(request.POST)
    if not form.is_valid():
        record_attempt(application, arrived_at(request), DECLARATION)
        return _page(admin, request, application, form, 422)
    try:
        submitted = submit_paper(
            application, user=request.user, requested_at=arrived_at(request), idempotency_key=form.key()
        )
    except DomainError as error:
        if error.code != "incomplete":  # the page names what is missing at its top
            form.add_error(None, str(error))
        return _page(admin, request, application, form, status_of(request, error))
    if address_of(submitted):
        messages.success(request, _("The application is submitted. The applicant is told by mail."))
    else:
        messages.success(
            request,
            _("The application is submitted. No email address: tell the applicant by post or telephone."),
        )
    return redirect("admin:applications_application_claim", submitted.pk)


def _page(
    admin: Any, request: HttpRequest, application: Application, form: SubmitForForm, status: int = 200
) -> HttpResponse:
    record("applications.dossier_opened", user=request.user, about=application)
    problems = [
        {"message": problem.message, "href": href_of(application, problem.section)}
        for problem in problems_before_submit(application)
    ]
    foresight = foresight_of(application, missing=bool(problems), href=href_of)
    return page(
        admin, request, "check", application, title=_("Check the entry"), status=status, form=form,
        problems=problems, refused=request.method == "POST" and bool(problems), foresight=foresight,
        sections=sections_in_words(application, include_health=False, changing=True, href=href_of),
        documents=documents_in_words(application, changing=True, by_staff=True),
        documents_href=place(application, "documents"), back=place(application, "entry"),
        offers_button=not foresight.turned_away or form.is_bound,
    )  # fmt: skip
