"""What happens to accounts: sign-ins, second factors, passwords and addresses.

The network address and the browser family lie beside the entry, where they can be erased.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from portal.audit.services import record
from portal.common.browsers import family


def _device(request: HttpRequest | None) -> dict[str, str]:
    if request is None:
        return {}
    return {
        "address": str(get_adapter().get_client_ip(request)),
        "browser": family(request.META.get("HTTP_USER_AGENT", "")),
    }


@receiver(user_logged_in)
def _signed_in(sender: Any, user: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    record("accounts.signed_in", user=user, personal=_device(request))


@receiver(user_logged_out)
def _signed_out(sender: Any, user: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    if user is not None:
        lapsed = getattr(request, "session_lapsed", False)
        record("accounts.session_lapsed" if lapsed else "accounts.signed_out", user=user, personal=_device(request))


@receiver(user_login_failed)
def _sign_in_failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    # What was typed may be a password, so it is never kept: only whose account it names, if anybody's.
    typed = str(credentials.get("email") or "")
    known = get_user_model().objects.filter(email__iexact=typed).first() if typed else None
    record("accounts.sign_in_failed", user=known, personal=_device(request))


@receiver([account.password_changed, account.password_set])
def _password_changed(sender: Any, user: Any, request: HttpRequest, **kwargs: Any) -> None:
    record("accounts.password_changed", user=user, personal=_device(request))


@receiver(account.password_reset)
def _password_reset(sender: Any, user: Any, request: HttpRequest, **kwargs: Any) -> None:
    record("accounts.password_reset", user=user, personal=_device(request))


@receiver(mfa.authenticator_added)
def _factor_added(sender: Any, user: Any, authenticator: Any, request: HttpRequest, **kwargs: Any) -> None:
    _factor("accounts.second_factor_added", user, authenticator, request)


@receiver(mfa.authenticator_removed)
def _factor_removed(sender: Any, user: Any, authenticator: Any, request: HttpRequest, **kwargs: Any) -> None:
    _factor("accounts.second_factor_removed", user, authenticator, request)


@receiver(mfa.authenticator_reset)
def _codes_renewed(sender: Any, user: Any, authenticator: Any, request: HttpRequest, **kwargs: Any) -> None:
    _factor("accounts.recovery_codes_renewed", user, authenticator, request)


@receiver(mfa.authenticator_used)
def _factor_used(sender: Any, user: Any, authenticator: Any, request: HttpRequest, **kwargs: Any) -> None:
    _factor("accounts.second_factor_used", user, authenticator, request)


@receiver(mfa.authentication_failed)
def _factor_failed(sender: Any, user: Any, authenticator: Any, request: HttpRequest, **kwargs: Any) -> None:
    _factor("accounts.second_factor_failed", user, authenticator, request)


def _factor(code: str, user: Any, authenticator: Any, request: HttpRequest) -> None:
    record(code, user=user, personal=_device(request), type=str(authenticator.type))


@receiver(account.email_added)
def _email_added(sender: Any, user: Any, email_address: Any, **kwargs: Any) -> None:
    record("accounts.email_added", user=user, personal={"email": email_address.email})


@receiver(account.email_confirmed)
def _email_confirmed(sender: Any, email_address: Any, **kwargs: Any) -> None:
    record("accounts.email_confirmed", user=email_address.user, personal={"email": email_address.email})


@receiver(account.email_changed)
def _email_changed(sender: Any, user: Any, from_email_address: Any, to_email_address: Any, **kwargs: Any) -> None:
    before = from_email_address.email if from_email_address is not None else ""
    record("accounts.email_changed", user=user, personal={"before": before, "after": to_email_address.email})


@receiver(account.email_removed)
def _email_removed(sender: Any, user: Any, email_address: Any, **kwargs: Any) -> None:
    record("accounts.email_removed", user=user, personal={"email": email_address.email})
