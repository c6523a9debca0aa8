"""What people do with their own account beyond allauth's pages."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST


@require_POST
@login_required
@reauthentication_required(app="allauth.usersessions")  # type: ignore[untyped-decorator]
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the reader's other sessions; one that is not theirs, or has ended by itself, is ended already."""
    chosen = UserSession.objects.filter(user=request.user.pk, pk=pk).exclude(session_key=request.session.session_key)
    get_adapter().end_sessions(list(chosen))
    messages.success(request, _("That browser is signed out."))
    return redirect("usersessions_list")
