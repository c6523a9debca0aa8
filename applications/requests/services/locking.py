"""Holding a request: the application first, then the request, so that nobody waits for another crosswise."""

from __future__ import annotations

from django.db import connection

from applications.models import Application
from applications.requests.models import Request
from applications.services.transition import lock

WHY = "the caller checks who acts"


def locked_application(application: Application) -> Application:
    """Return the application, held until this transaction ends."""
    (held,) = lock([application.pk])
    return held


def held_deadline(application: Application) -> None:
    """Keep the deadline of an application's call where it is until this transaction ends.

    Taken before the application's lock, and shared: only who moves the deadline waits, or is waited for.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM programs_call WHERE id = %s FOR SHARE", [application.call_id])


def locked_request(request: Request) -> Request:
    """Return the request as it is now, held with its application until this transaction ends."""
    (application,) = lock([request.application_id])
    rows = Request.objects.unscoped(WHY).select_for_update(of=("self",)).select_related("asked_of", "office")
    held: Request = rows.get(pk=request.pk)
    held.application = application
    return held
