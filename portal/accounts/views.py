"""What people do with their own account beyond allauth's pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.accounts.models import Person
from portal.common.reader_language import normalised


@require_POST
@login_required
@reauthentication_required(app="allauth.usersessions")  # type: ignore[untyped-decorator]
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the reader's other sessions; one that is not theirs, or has ended by itself, is ended already."""
    chosen = UserSession.objects.filter(user=request.user.pk, pk=pk).exclude(session_key=request.session.session_key)
    get_adapter().end_sessions(list(chosen))
    messages.success(request, _("That browser is signed out."))
    return redirect("usersessions_list")


@csrf_exempt  # with a token, every page that anybody reads would have to set a cookie, only to offer the languages
def set_language(request: HttpRequest) -> HttpResponse:
    """Take another language for this browser and show the page again; who is signed in gets mails in it, too.

    Raises PermissionDenied for a form of another site, as browsers tell by `Origin` and `Sec-Fetch-Site`. No session
    comes along from there (SameSite), so that at worst somebody reads in another language.
    """
    if _comes_from_elsewhere(request):
        raise PermissionDenied(_("The language is chosen on the portal's own pages. Open one and choose it there."))
    response: HttpResponse = i18n.set_language(request)
    code = request.POST.get("language", "") if request.method == "POST" else ""
    if request.user.is_authenticated and code == normalised(code):
        Person.objects.filter(user=request.user.pk).update(language=code)
    return response


def _comes_from_elsewhere(request: HttpRequest) -> bool:
    origin = urlsplit(request.headers.get("Origin", "null")).netloc  # "null" where a page is told to say nothing
    told = request.headers.get("Sec-Fetch-Site", "same-origin")
    return origin not in ("", request.get_host()) or told not in ("same-origin", "none")
