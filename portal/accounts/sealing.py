"""Secrets of second factors, encrypted before they reach the database."""

from __future__ import annotations

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from portal.common.errors import DomainError


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> str:
    """Return `text` encrypted under the newest key of FIELD_KEYS."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text. Raises DomainError factor_key_missing when none of the keys in FIELD_KEYS opens it."""
    try:
        return _cipher(tuple(settings.FIELD_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise DomainError(
            "factor_key_missing",
            "A second factor cannot be read with the keys in FIELD_KEYS. Add the key it was written with.",
        ) from None
