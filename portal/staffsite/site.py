"""The admin site: open to people with a posting today who used their second factor in this session."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.offices.queries import is_posted
from portal.staffsite.second_factor import used_second_factor


class StaffSite(AdminSite):
    """Our AdminSite. Who may do what with a row is asked of postings, never of Django's permission table."""

    site_title = gettext_lazy("Staff site")
    site_header = gettext_lazy("Exchange programmes · staff")
    index_title = gettext_lazy("Your work")
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and is_posted(request.user) and used_second_factor(request))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people to what is missing: sign in, set up a second factor, or use it."""
        here = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': here})}")
        if not is_posted(request.user):
            return render_not_posted(request)
        if not is_mfa_enabled(request.user):
            messages.info(request, _("Staff pages need a second factor. Set it up here, then sign in again with it."))
            return redirect("mfa_activate_totp")
        if not used_second_factor(request):
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': here})}")
        return redirect("admin:index")


def render_not_posted(request: HttpRequest) -> HttpResponse:
    """403 with the reason: signed in, but not staff of any office today."""
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied(
        _("Your account has no posting at an office today, so the staff pages are closed to it. Ask your operator.")
    )
