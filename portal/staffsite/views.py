"""Pages about the second factor that allauth does not have, or where staff need more care."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.accounts.factors import has_factor


@login_required
def set_up(request: HttpRequest) -> HttpResponse:
    """Explain the choice of a second factor to somebody who has none."""
    if has_factor(request.user):
        return redirect("mfa_index")
    return render(request, "mfa/set_up.html")


class RemoveKeyView(RemoveWebAuthnView):  # type: ignore[misc]
    """Removing a security key, unless it is the last factor of somebody who needs one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say on the page, before anybody presses, whether the key may go."""
        allowed = get_adapter().can_delete_authenticator(self.object)
        return {**super().get_context_data(**kwargs), "allowed": allowed}

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove the key."""
        if not get_adapter().can_delete_authenticator(self.object):
            form.add_error(None, get_adapter().validation_error("cannot_delete_authenticator"))
            return self.form_invalid(form)  # type: ignore[no-any-return]
        response: HttpResponse = super().form_valid(form)
        return response
