"""allauth's forms where ours must do more: the same work for known and unknown addresses, codes that count once."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm, SignupForm
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.http import HttpRequest

from portal.accounts.models import Person

# So many letters an hour with a link to one address, whoever asks for them: the last one still works.
RESET_MAILS = {"reset_mail": "5/h/key"}


class SameWorkSignupForm(SignupForm):  # type: ignore[misc]
    """An address that is taken is answered as late as a new one: the password is hashed either way."""

    def try_save(self, request: HttpRequest) -> Any:
        """Sign up, or write to the owner of the address that somebody tried to."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class QuietResetPasswordForm(ResetPasswordForm):  # type: ignore[misc]
    """Beyond a few mails an hour nothing more is sent, and nothing else is said.

    Somebody else's requests then neither fill a mailbox nor keep its owner out: every link sent so far works until a
    new password is chosen.
    """

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the link; return the address."""
        email: str = self.cleaned_data["email"]
        key = email.lower()
        if ratelimit.consume(request, app="allauth.account", action="reset_mail", config=RESET_MAILS, key=key):
            if not self.users:
                _ask_as_much()
            return str(super().save(request, **kwargs))
        return email


def _ask_as_much() -> None:
    """Ask the database what a link for a real account asks beyond this: whose addresses, and what language."""
    list(EmailAddress.objects.filter(user=0).values_list("email", flat=True))
    Person.objects.filter(user=0).first()


class _CountsOnce:
    """A code from an app is good for its half minute and the ones beside it; used, it is used for all of them."""

    cleaned_data: dict[str, Any]
    user: Any

    def clean_code(self) -> str:
        """Return the code. Raises ValidationError for a wrong one and for one that was used before."""
        code = str(super().clean_code())  # type: ignore[misc]
        lives = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)
        digits = "".join(filter(str.isalnum, code))
        if not cache.add(f"accounts.code_used:{self.user.pk}:{digits}", 1, timeout=lives):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class OnceAuthenticateForm(_CountsOnce, AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in."""


class OnceReauthenticateForm(_CountsOnce, ReauthenticateForm):  # type: ignore[misc]
    """The code asked again."""
