"""What counts as a second factor. Recovery codes stand in for one; they are none by themselves."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(user: Any, *, besides: Authenticator | None = None) -> bool:
    """Say whether `user` has a second factor set up, not counting `besides`."""
    held = Authenticator.objects.filter(user=user.pk, type__in=FACTORS)
    return bool((held.exclude(pk=besides.pk) if besides is not None else held).exists())
