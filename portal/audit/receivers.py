"""Sign-ins and postings, written down as they happen."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from portal.audit.services import record
from portal.common.noting import noted, turned_away
from portal.offices.signals import posting_changed


@receiver(user_logged_in)
def _signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    record("accounts.signed_in", user=user)


@receiver(user_logged_out)
def _signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        record("accounts.signed_out", user=user)


@receiver(user_login_failed)
def _sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    record("accounts.sign_in_failed")  # no address: what was typed may be a password


@receiver([password_changed, password_reset])
def _password_changed(sender: Any, user: Any, **kwargs: Any) -> None:
    record("accounts.password_changed", user=user)


@receiver(authenticator_added)
def _factor_added(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    record("accounts.second_factor_added", user=user, type=authenticator.type)


@receiver(authenticator_removed)
def _factor_removed(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    record("accounts.second_factor_removed", user=user, type=authenticator.type)


@receiver(noted)
def _noted(sender: Any, code: str, user: Any, about: Any, data: dict[str, Any], **kwargs: Any) -> None:
    record(code, user=user, about=about, **data)


@receiver(turned_away)
def _turned_away(sender: Any, request: Any, status: int, **kwargs: Any) -> None:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        record("access.refused", user=user, path=request.path[:200], method=request.method, status=status)


@receiver(posting_changed)
def _posting_changed(sender: Any, posting: Any, actor: Any, change: str, **kwargs: Any) -> None:
    record(f"offices.posting_{change}", user=actor, about=posting, posted_user=posting.user_id, role=posting.role)
