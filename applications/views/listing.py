"""My applications."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.labels import shown_to_applicant
from applications.models import Application
from applications.states import Status
from applications.views.door import signed_in
from programs.models import CallState


@require_safe
@signed_in()
def mine(request: HttpRequest) -> HttpResponse:
    """List what this person applied for, newest first; with nothing to list, say what will be here and what to do."""
    applications = (
        Application.objects.of_person(request.user)
        .select_related("call__round__programme", "call__office", "office")
        .order_by("-created_at", "-pk")
    )
    entries = [
        {
            "application": application,
            "shown": shown_to_applicant(application),
            "is_draft": application.status == Status.DRAFT,
            "is_over": application.call.state == CallState.ENDED,
        }
        for application in applications
    ]
    return render(request, "applications/list.html", {"entries": entries})
