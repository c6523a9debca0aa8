"""Health answers: encrypted before they reach the database, read only where a health rule is run."""

from __future__ import annotations

import json
from typing import Any

from cryptography.fernet import InvalidToken

from applications.models import Application
from portal.common import clock
from portal.common.encryption import cipher
from portal.common.errors import DomainError


def encrypt(value: Any) -> bytes:
    """Return a JSON value encrypted under the newest key of FIELD_KEYS."""
    return cipher().encrypt(json.dumps(value).encode())


def decrypt(ciphertext: bytes) -> Any:
    """Return the JSON value. Raises DomainError when none of the keys in FIELD_KEYS opens it."""
    try:
        return json.loads(cipher().decrypt(bytes(ciphertext)))
    except InvalidToken:
        raise DomainError(
            "health_key_missing",
            "A health answer cannot be read with the keys in FIELD_KEYS. Add the key it was written with.",
        ) from None


def store(application: Application, answers: dict[str, Any]) -> None:
    """Keep health answers of an application, encrypted; an answer of None is removed, one that is there stays."""
    there = {row.key: row.ciphertext for row in application.health_answers.all()}
    for key, value in answers.items():
        if value is None:
            application.health_answers.filter(key=key).delete()
            continue
        if key in there and _is(there[key], value):
            continue  # whoever may not read it leaves it as it is: nothing was written
        application.health_answers.update_or_create(
            key=key,
            defaults={"office_id": application.office_id, "ciphertext": encrypt(value), "saved_at": clock.now()},
        )


def _is(ciphertext: bytes, value: Any) -> bool:
    try:
        return bool(decrypt(ciphertext) == value)
    except DomainError:  # the key it was written with is gone
        return False


def read(application: Application) -> dict[str, Any]:
    """Return the health answers of an application in clear, for its rules and for whoever gave them.

    Staff open them through `applications.review.services.open_health`, which asks for the right and keeps a record.
    """
    return {row.key: decrypt(row.ciphertext) for row in application.health_answers.all()}
