"""Check your answers, submit, and the confirmation."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.attempts import ALREADY, DECLARATION
from applications.forms import SubmitForm
from applications.labels import shown_to_applicant
from applications.models import Application
from applications.queries import definition_of, problems_before_submit
from applications.services.submission import record_attempt, submit_own
from applications.states import Status
from applications.views.copy import copy_link
from applications.views.door import crumbs, no_longer_a_draft, own, signed_in, status_code_of, to_status
from applications.views.foresight import foresight_of
from applications.views.lost_attempts import mark_for, recorded_when_signed_out
from applications.views.points import points_of
from applications.views.rule_offers import offer_of
from applications.views.summary import documents_in_words, sections_in_words
from applications.views.tasks import href_of
from portal.common.arrival import arrived_at
from portal.common.errors import DomainError
from portal.common.reference import normalise
from programs.models import CallState

# What is missing, and what is not met, the page lists at its top, each with a link.
_SAID_BY_THE_PAGE = ("incomplete", "not_eligible_not_accepted")


@require_safe
@signed_in()
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every answer with a way to change it, what is still missing, and the button."""
    application = own(request, reference)
    elsewhere = no_longer_a_draft(request, application)
    if elsewhere is None and application.call.state == CallState.ENDED:
        elsewhere = to_status(application)
    return elsewhere or _check_page(request, application, _new_form(application))


@require_http_methods(["GET", "HEAD", "POST"])
@recorded_when_signed_out
@signed_in()
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Submit. Pressing twice, or again after an answer that never came, ends at the same confirmation."""
    if request.method != "POST":
        return redirect("application_check", own(request, reference).reference)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _not_declared(request, own(request, reference), form)
    try:
        submitted = submit_own(
            normalise(reference) or "", user=request.user, arrived_at=arrived_at(request), idempotency_key=form.key()
        )
    except Application.DoesNotExist:
        raise Http404 from None
    except DomainError as error:
        return _refused(request, reference, form, error)
    return redirect("application_confirmation", submitted.reference)


def _not_declared(request: HttpRequest, application: Application, form: SubmitForm) -> HttpResponse:
    if application.submitted_at is not None:
        record_attempt(application, arrived_at(request), ALREADY)
        return redirect("application_confirmation", application.reference)
    draft = application.status == Status.DRAFT
    record_attempt(application, arrived_at(request), DECLARATION if draft else "no_such_edge")
    return no_longer_a_draft(request, application) or _check_page(request, application, form, status=422)


@require_safe
@signed_in()
def confirmation(request: HttpRequest, reference: str) -> HttpResponse:
    """Read the submission back from the row: a page to print and to bookmark."""
    application = own(request, reference)
    if application.submitted_at is None:
        return to_status(application)
    definition = definition_of(application)
    context = {
        "application": application,
        "shown": shown_to_applicant(application),
        "points": points_of(application),
        "refused": application.status == Status.NOT_ELIGIBLE,
        "is_current": application.status in {Status.ELIGIBLE, Status.NEEDS_CHECK, Status.NOT_ELIGIBLE},
        "stages": definition.stages,
        "round": application.call.round,
        "sections": sections_in_words(application, include_health=False),
        "documents": documents_in_words(application),
        "copy": copy_link(application),
        "crumbs": crumbs(application),
    }
    return render(request, "applications/confirmation.html", context)


def _new_form(application: Application) -> SubmitForm:
    return SubmitForm(initial={"idempotency_key": uuid4(), "mark": mark_for(application)})


def _refused(request: HttpRequest, reference: str, form: SubmitForm, error: DomainError) -> HttpResponse:
    """Say why; unless another press of the button was faster, which is no error at all."""
    now = own(request, reference)
    if now.submitted_at is not None:
        return redirect("application_confirmation", now.reference)
    if now.status != Status.DRAFT:
        messages.error(request, _("Nothing was submitted: this application is closed. This page says why."))
        return to_status(now)
    if error.code not in _SAID_BY_THE_PAGE:
        form.add_error(None, str(error))
    return _check_page(request, now, form, status=status_code_of(error))


def _check_page(request: HttpRequest, application: Application, form: SubmitForm, *, status: int = 200) -> HttpResponse:
    problems = [
        {"message": problem.message, "href": problem.href or href_of(application, problem.section)}
        for problem in problems_before_submit(application)
    ]
    foresight = foresight_of(application, missing=bool(problems))
    context = {
        "application": application,
        "form": form,
        "foresight": foresight,
        "newer": offer_of(application),
        # A press on a page from before keeps its form: the error at the top leads to the box.
        "offers_button": not foresight.turned_away or form.has_error("declaration"),
        "problems": problems,
        "refused": request.method == "POST" and bool(problems),
        "turned_away": request.method == "POST" and not problems and not form.errors and foresight.turned_away,
        "sections": sections_in_words(application, include_health=True, changing=True),
        "documents": documents_in_words(application, changing=True),
        "crumbs": crumbs(application),
    }
    return render(request, "applications/check.html", context, status=status)
