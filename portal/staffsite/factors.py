"""How allauth's second factors behave here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.factors import FACTORS, has_factor
from portal.accounts.sealing import seal, unseal
from portal.offices.models import Posting


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are stored encrypted, keys belong to the configured host, and staff keep at least one factor."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Staff pages need a second factor, and this is your only one. Add another, then remove this one."
        ),
        "incorrect_code": _(
            "That was not accepted. A code works once, for about a minute; a key must be one of yours."
        ),
        "unverified_email": _("Confirm your email address first; then set up the second step."),
        "add_email_blocked": _(
            "The address of an account with two-step sign-in cannot be changed. Turn two-step sign-in off for the "
            "moment; if you are staff, ask your operator for a login with the new address."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret in clear."""
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say whether it may go: the last factor of somebody with a posting today may not."""
        user = authenticator.user
        is_staff = Posting.objects.filter(user=user.pk).current().exists()
        return not is_staff or authenticator.type not in FACTORS or has_factor(user, besides=authenticator)

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        """Return the name that a new key has until its owner gives it another."""
        number = Authenticator.objects.filter(user=user.pk, type=type).count() + 1
        return gettext("Security key %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom keys are made for: the host of PORTAL_BASE_URL, whatever the request says."""
        return {"id": urlsplit(settings.PORTAL_BASE_URL).hostname or "", "name": settings.MFA_TOTP_ISSUER}
