"""Secrets of second factors, encrypted before they reach the database."""

from __future__ import annotations

from cryptography.fernet import InvalidToken

from portal.common.encryption import cipher
from portal.common.errors import DomainError


def seal(text: str) -> str:
    """Return `text` encrypted under the newest key of FIELD_KEYS."""
    return cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text. Raises DomainError factor_key_missing when none of the keys in FIELD_KEYS opens it."""
    try:
        return cipher().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise DomainError(
            "factor_key_missing",
            "A second factor cannot be read with the keys in FIELD_KEYS. Add the key it was written with.",
        ) from None
