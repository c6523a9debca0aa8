"""Beginning an application from a call's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.services.drafts import begin as begin_application
from applications.services.drafts import refusal
from applications.views.door import signed_in, status_code_of, to_status
from portal.common import clock
from portal.common.errors import DomainError
from programs.models import Call, CallState

# Where "Am I eligible?" leaves answers for somebody who asked to carry them over: {call slug: {group: answers}}.
ANSWERS = "eligibility_answers"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(lost="nothing")
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin, or continue what is there. A visitor who had to sign in first finds one button here."""
    call = get_object_or_404(
        Call.objects.public().select_related("round__programme", "office", "programme_version"), slug=slug
    )
    carried = request.session.get(ANSWERS, {}).get(call.slug)
    context = {"call": call, "is_open": call.state == CallState.OPEN, "carried": bool(carried)}
    if request.method != "POST":
        refused = refusal(call, user=request.user)
        return render(request, "applications/begin.html", {**context, **(_in_words(refused) if refused else {})})
    begun_at = clock.now()
    try:
        application = begin_application(call, user=request.user, prefill=carried)
    except DomainError as error:
        return render(request, "applications/begin.html", context | _in_words(error), status=status_code_of(error))
    if carried is not None:
        del request.session[ANSWERS][call.slug]
        request.session.modified = True
    if application.created_at < begun_at:
        messages.info(request, _("You already have an application to this call. Here it is."))
    elif carried:
        messages.success(request, _("Your answers were carried over. Open each section to complete it."))
    return to_status(application)


def _in_words(error: DomainError) -> dict[str, Any]:
    return {"refusal": str(error), "reference": error.values.get("reference", "")}
