"""Keys of one data folder: random, made once, kept beside the data that they sign and encrypt."""

import base64
import json
import os
import secrets
from pathlib import Path


def keys(data: Path) -> dict[str, str]:
    """SECRET_KEY and FIELD_KEYS for the processes of this data folder."""
    file = data / "keys.json"
    if not file.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(64),
            "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        unfinished = data / "keys.json.new"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as target:
            json.dump(made, target)
        unfinished.replace(file)
    found: dict[str, str] = json.loads(file.read_text())
    return found
