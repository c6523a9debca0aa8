"""`check --deploy` warns of every service that is reached over a network in the clear."""

from typing import Any

import pytest

from portal.common.checks import encrypted_ways


@pytest.mark.parametrize(
    ("host", "sslmode", "redis", "mail", "tls", "found"),
    [
        ("/run/postgresql", "", "redis://localhost:6379", "localhost", False, []),
        ("db.example.org", "verify-full", "rediss://cache.example.org", "mail.example.org", True, []),
        ("db.example.org", "", "redis+socket:///run/redis", "", False, ["portal.W001"]),
        ("db.example.org", "require", "redis://cache.example.org", "", False, ["portal.W001", "portal.W002"]),
        ("", "", "redis://127.0.0.1", "mail.example.org", False, ["portal.W003"]),
    ],
)
def test_what_goes_over_a_network_goes_encrypted(
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    sslmode: str,
    redis: str,
    mail: str,
    tls: bool,
    found: list[str],
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", host)
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", {"sslmode": sslmode} if sslmode else {})
    settings.REDIS_URL, settings.EMAIL_HOST = redis, mail
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = tls, False
    assert [warning.id for warning in encrypted_ways(None)] == found
