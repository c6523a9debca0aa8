"""The public page of alumni associations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alumni.queries import published_associations


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the published associations, or say that there are none yet and whom to ask."""
    return render(request, "alumni/home.html", {"associations": published_associations()})
