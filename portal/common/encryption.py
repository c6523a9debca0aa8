"""The cipher of fields that are encrypted before they reach the database: keys from FIELD_KEYS, the newest first."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def cipher() -> MultiFernet:
    """Return what encrypts under the newest key, opens what any of the keys wrote, and writes old values anew."""
    return _cipher(tuple(settings.FIELD_KEYS))


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def derived_keys(purpose: str) -> tuple[bytes, ...]:
    """Return a key of 32 bytes for `purpose` from each of FIELD_KEYS, the newest first (HKDF with SHA-256, RFC 5869).

    Keys of two purposes have nothing in common, and none of them leads back to the key it was made from.
    """
    return _derived(purpose, tuple(settings.FIELD_KEYS))


@cache
def _derived(purpose: str, keys: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(
        HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(urlsafe_b64decode(key))
        for key in keys
    )
