"""The cipher of fields that are encrypted before they reach the database: keys from FIELD_KEYS, the newest first."""

from __future__ import annotations

from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def cipher() -> MultiFernet:
    """Return what encrypts under the newest key, opens what any of the keys wrote, and writes old values anew."""
    return _cipher(tuple(settings.FIELD_KEYS))


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
