"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.common.catalogues import interface_reviewed
from portal.common.failures import request_id
from portal.common.reader_language import page_to_keep, reader_language


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the environment's name, the request id, the languages on offer, the reader's own, and the page to keep."""
    return {
        "portal_env": settings.PORTAL_ENV,
        "request_id": SimpleLazyObject(request_id),
        "interface_languages": settings.LANGUAGES,
        "reader_language": reader_language(),
        "language_unread": SimpleLazyObject(
            lambda: reader_language() != "en" and not interface_reviewed(reader_language())
        ),
        "page_to_keep": SimpleLazyObject(lambda: page_to_keep(request)),
    }
