"""What templates need to lead staff to their pages."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from portal.offices.queries import is_posted


def staff(request: HttpRequest) -> dict[str, object]:
    """Return `staff_home`, the address of the staff pages for people with a posting today, '' for others."""
    return {
        "staff_home": SimpleLazyObject(
            lambda: reverse("admin:index") if is_posted(getattr(request, "user", None)) else ""
        )
    }
