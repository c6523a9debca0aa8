"""The applicant's copy: everything that was submitted, as a PDF."""

from __future__ import annotations

import structlog
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from applications.models import Application
from applications.views.copy_words import copy_of
from applications.views.door import own, signed_in, to_status
from portal.common.printing.pdf import NotTypeset

logger = structlog.get_logger(__name__)


def copy_link(application: Application) -> str:
    """Return the address that pages link to; '' for a draft, or once the values are erased."""
    if application.submitted_at is None or not application.snapshot_values.exists():
        return ""
    return reverse("application_copy", args=[application.reference])


@require_safe
@signed_in()
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the copy of one's own application. Raises Http404 for a draft, and once its values are erased."""
    application = own(request, reference)
    try:
        return copy_response(application)
    except NotTypeset as error:
        logger.error("copy_not_made", application=application.pk, **error.values)
        messages.error(request, str(error))
        return to_status(application)


def copy_response(application: Application) -> HttpResponse:
    """Return the copy as a file to keep: no cache holds it, no browser shows it inside the site.

    Raises Http404 for a draft, and once its values are erased; NotTypeset.
    """
    content = copy_of(application)
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="application-{application.reference}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
