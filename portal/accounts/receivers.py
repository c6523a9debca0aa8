"""What follows from a sign-in, a new password or a changed second factor: for this browser, and for the others.

By these, a session of somebody who has a second factor has always used it: sign-in asks for it, and the moment the
first one is set up, sessions that were opened without it end.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY as RECORDS,
)
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.signals import authentication_step_completed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts.factors import FACTORS, has_factor
from portal.accounts.known_devices import remember_later


@receiver(user_logged_in, dispatch_uid="accounts.known_device")
def _signed_in(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    if request is not None:
        _remember(request, user)


@receiver(password_reset, dispatch_uid="accounts.known_device_by_mail")
def _chose_a_new_password(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _remember(request, user)


def _remember(request: HttpRequest, user: Any) -> None:
    for email in {user.email.lower(), *user.emailaddress_set.filter(verified=True).values_list("email", flat=True)}:
        remember_later(request, email)


@receiver(authentication_step_completed, dispatch_uid="accounts.new_key")
def _asked_again(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Who proves again who they are goes on under a new session key: one that leaked before opens nothing more."""
    if not kwargs.get("reauthenticated"):
        return
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


@receiver(authenticator_added, dispatch_uid="accounts.factor_added")
def _factor_added(sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Setting a factor up is using it: the app's code was right, the key has signed. Other sessions used none."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        end_other_sessions(request, user)


@receiver(authenticator_removed, dispatch_uid="accounts.factor_removed")
def _factor_removed(sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """A factor that is gone opens nothing: neither the sessions it opened elsewhere, nor, being the last, this one."""
    if authenticator.type not in FACTORS:
        return
    end_other_sessions(request, user)
    if not has_factor(user):
        records = get_authentication_records(request, user)
        request.session[RECORDS] = [record for record in records if record.get("method") != "mfa"]
