"""The page that offers a draft its call's newer rules: what changed, what it means, and two buttons."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.editions import compare, newer_rules
from applications.models import Application
from applications.services.editions import keep_mine, take_newer
from applications.views.door import crumbs, no_longer_a_draft, own, signed_in, status_code_of, to_status
from applications.views.rule_offers import in_words, offer_in_words, standing_in_words
from portal.common.errors import Conflict, DomainError
from portal.common.reader_language import reader_language
from programs.models import CallState

TAKE, KEEP = "take", "keep"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def new_rules(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what the call's newer rules ask otherwise; take them, or keep one's own."""
    application = own(request, reference)
    elsewhere = no_longer_a_draft(request, application)
    if elsewhere is not None:
        return elsewhere
    if request.method == "POST":
        return _decide(request, application)
    if application.call.state is not CallState.OPEN:  # the page of the draft says so
        return to_status(application)
    return _page(request, application) or _nothing_new(request, application)


def _decide(request: HttpRequest, application: Application) -> HttpResponse:
    number, decision = request.POST.get("binding", ""), request.POST.get("decision", "")
    if decision not in (TAKE, KEEP) or not (number.isascii() and number.isdigit() and len(number) < 19):
        messages.error(request, _("Nothing was changed, because the form came without a decision. Choose one below."))
        return _page(request, application, status=422) or to_status(application)
    try:
        if decision == TAKE:
            take_newer(application, user=request.user, expected_binding=int(number))
        else:
            keep_mine(application, user=request.user, expected_binding=int(number))
    except Conflict as error:
        now = own(request, application.reference)
        again = _page(request, now, status=status_code_of(error), problem=str(error))
        return again or _nothing_new(request, now)
    except DomainError as error:
        messages.error(request, str(error))
        return to_status(application)
    messages.success(request, _taken() if decision == TAKE else _kept())
    return to_status(application)


def _taken() -> str:
    return _(
        "Your application goes by the new rules now, as every application begun since they changed. "
        "Your answers and documents are as you left them."
    )


def _kept() -> str:
    return _(
        "You keep the rules you began with. The new ones can still be read, and taken, from this page until you submit."
    )


def _nothing_new(request: HttpRequest, application: Application) -> HttpResponse:
    messages.info(request, _("Your application goes by the rules of its call as they are now: there is no newer one."))
    return to_status(application)


def _page(
    request: HttpRequest, application: Application, *, status: int = 200, problem: str = ""
) -> HttpResponse | None:
    newer = newer_rules(application)
    if newer is None:
        return None
    language = reader_language()
    found = compare(application, newer, language)
    accepted = application.call.accepts_not_eligible
    context = {
        "application": application,
        "newer": offer_in_words(application, newer),
        "number": newer.binding.number,
        "problem": problem,
        "changes": [in_words(rule, language) for rule in found.rules],
        "before": standing_in_words(found.before, accepted=accepted),
        "after": standing_in_words(found.after, accepted=accepted),
        "decisions": {"take": TAKE, "keep": KEEP},
        "crumbs": crumbs(application),
    }
    return render(request, "applications/new_rules.html", context, status=status)
