"""The environment variables that ./dev gives to the portal, and those of the user that win over them."""

import os
from pathlib import Path

from portal.dev.keys import keys

# Read by portal/settings.py; set by the user, each of them is passed on untouched.
OUTSIDE = (
    "PORTAL_ENV",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "STORAGE_URL",
    "SECRET_KEY",
    "FIELD_KEYS",
    "ALLOWED_HOSTS",
    "PORTAL_BASE_URL",
    "SCANNER",
    "STATIC_ROOT",
    "CLOCK_OFFSET_FILE",
)


def development(data: Path) -> dict[str, str]:
    """For `up` and `manage`: development settings with the data folder's keys, unless the user says otherwise."""
    return {"PORTAL_ENV": "development", **keys(data), **_set_by_user()}


def testing() -> dict[str, str]:
    """For `test` and `bench`: test settings; of the user's variables only the addresses of real servers count."""
    servers = {name: value for name, value in _set_by_user().items() if name in ("DATABASE_URL", "REDIS_URL")}
    return {"PORTAL_ENV": "test", **servers}


def _set_by_user() -> dict[str, str]:
    return {name: os.environ[name] for name in OUTSIDE if os.environ.get(name)}
