"""`/dev/`: sign in as a demo person, and read the mails that were caught. In development only.

Three things must hold at once: the development setting (else the addresses do not exist), a loopback host, and the
demo marker in the database.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.models import User
from portal.dev.demo import marker
from portal.dev.demo.accounts import ACCOUNTS, DemoAccount, by_email
from portal.dev.mailbox import Mailbox

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
View = Callable[..., HttpResponse]


def development_only(view: View) -> View:
    """Answer 404 unless this is development, on a loopback host, with demo people."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        host = request.get_host().rsplit(":", 1)[0]
        if not settings.DEVELOPMENT or host not in LOOPBACK or marker.state() != "loaded":
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@development_only
def index(request: HttpRequest) -> HttpResponse:
    """List the demo accounts with a button each."""
    return render(request, "dev/index.html", {"accounts": ACCOUNTS})


@require_POST
@development_only
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in through the very views a person uses: password form, then second factor form."""
    try:
        account = by_email(request.POST.get("email", ""))
    except KeyError:
        raise Http404 from None
    if _signed_in(request):
        logout(request)
    there = reverse("admin:index") if account.is_staff else reverse("application_list")
    response = _post(request, account_views.login, login=account.email, password=account.password, next=there)
    for code in _unused_codes(account) if account.is_staff else ():
        if _signed_in(request):
            break
        response = _post(request, mfa_views.authenticate, code=code)
    if _signed_in(request):
        return response
    messages.warning(request, _("That did not work. A code counts once: wait half a minute and press again."))
    return redirect("dev_index")


def _signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


def _post(request: HttpRequest, view: View, **fields: str) -> HttpResponse:
    data = QueryDict(mutable=True)
    data.update(fields)
    request.POST = data  # type: ignore[assignment]
    return view(request)


def _unused_codes(account: DemoAccount) -> list[str]:
    codes = [format_hotp_value(hotp_value(account.totp_secret, counter)) for counter in yield_hotp_counters_from_time()]
    user_id = User.objects.get(email=account.email).pk
    return [code for code in codes if cache.get(f"allauth.mfa.totp.used?user={user_id}&code={code}") is None]


@require_GET
@development_only
def mails(request: HttpRequest) -> HttpResponse:
    """Show the caught mails, newest first."""
    caught = Mailbox(Path(settings.DEV_MAIL_DIR)).mails() if settings.DEV_MAIL_DIR else []
    return render(request, "dev/mails.html", {"mails": caught[::-1][:100]})


urlpatterns = [
    path("", index, name="dev_index"),
    path("sign-in/", sign_in, name="dev_sign_in"),
    path("mail/", mails, name="dev_mail"),
]
