"""What `check` says: of translations that are not compiled, and of services that are reached without encryption."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from portal.common.catalogues import is_stale, sources

_NEAR = frozenset({"", "localhost", "127.0.0.1", "::1"})


@register(Tags.security, deploy=True)
def encrypted_ways(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn for each service that is reached over a network without TLS (W001 Postgres, W002 Redis, W003 mail)."""
    found: list[CheckMessage] = []
    database = settings.DATABASES["default"]
    if _far(database.get("HOST")) and database.get("OPTIONS", {}).get("sslmode") != "verify-full":
        hint = "Add ?sslmode=verify-full to DATABASE_URL."
        found.append(
            Warning(
                f"Postgres at {database['HOST']} is reached without TLS, or without looking at its certificate.",
                hint=hint,
                id="portal.W001",
            )
        )
    redis = urlsplit(settings.REDIS_URL)
    if _far(redis.hostname) and redis.scheme != "rediss":
        hint = "Use rediss:// in REDIS_URL."
        found.append(Warning(f"Redis at {redis.hostname} is reached without TLS.", hint=hint, id="portal.W002"))
    if _far(settings.EMAIL_HOST) and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        hint = "Use smtp+tls:// or smtp+ssl:// in EMAIL_URL."
        found.append(
            Warning(f"The mail server {settings.EMAIL_HOST} is reached without TLS.", hint=hint, id="portal.W003")
        )
    return found


def _far(host: str | None) -> bool:
    return (host or "") not in _NEAR and not (host or "").startswith("/")


@register(Tags.translation)
def compiled_translations(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Say which languages would be shown in English or in old words, because nobody could compile them (E001)."""
    return [
        Error(
            f"{source} is newer than its compiled form, and its folder cannot be written.",
            hint="Run any management command once as somebody who may write there, such as when the image is built.",
            id="portal.E001",
        )
        for source in sources(settings.LOCALE_PATHS)
        if is_stale(source)
    ]
