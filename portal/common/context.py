"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.common.failures import request_id
from portal.common.reader_language import reader_language


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the environment's name, the request id, the languages on offer and the reader's own."""
    return {
        "portal_env": settings.PORTAL_ENV,
        "request_id": SimpleLazyObject(request_id),
        "languages": settings.LANGUAGES,
        "reader_language": reader_language(),
    }
