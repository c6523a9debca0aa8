"""Paths as the log may show them: without the parts that open an account, a letter or a file."""

import re
from collections.abc import MutableMapping
from typing import Any

from django.urls import resolve

# Parts of addresses that are secrets: links of mails, names of sessions, random names of files.
SECRET_PARTS = frozenset({"key", "token", "uidb36"})
WITH_SECRETS = ("/accounts/", "/alerts/", "/files/", "/letters/")
HIDDEN = "…"
_WRITTEN = re.compile(
    r"(?P<before>https?://[^/\s]+|(?<![\w.-]))(?P<path>(?:" + "|".join(WITH_SECRETS) + r")[^\s\"'<>?#]*)"
)


def shown_path(path: str) -> str:
    """Return a path with its secret parts left out; of one that leads nowhere all but where it would have begun.

    A link that was cut short, or has something behind it, still holds the secret.
    """
    begins = next((start for start in WITH_SECRETS if path.startswith(start)), None)
    if begins is None:
        return path
    try:
        found = resolve(path)
    except Exception:  # whatever is wrong with an address: a log neither fails nor shows it
        return begins + HIDDEN
    for name, value in found.kwargs.items():
        if name in SECRET_PARTS:
            path = path.replace(str(value), HIDDEN)
    return path


def without_secrets(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Shorten every path in an entry of the log, whoever wrote it: Django names the page of each answer it refuses."""
    for name, value in entry.items():
        # `request` was shortened when it was written: what is left of its path leads nowhere.
        if name != "request" and isinstance(value, str) and any(start in value for start in WITH_SECRETS):
            entry[name] = _WRITTEN.sub(lambda found: found["before"] + shown_path(found["path"]), value)
    return entry
