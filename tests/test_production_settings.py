"""What production starts with, asked of a process of its own; the tests themselves run with other settings."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from portal.dev.commands.check import PRODUCTION

ASKED = """
import json, django
from django.conf import settings
django.setup()
from django.contrib.auth.hashers import get_hasher
from django.core.mail import get_connection
hasher = get_hasher()
mail = get_connection()
print(json.dumps({
    "debug": settings.DEBUG,
    "hasher": [hasher.algorithm, getattr(hasher, "iterations", 0), hasher.digest().name],
    "apps": settings.INSTALLED_APPS,
    "middleware": settings.MIDDLEWARE,
    "clock": settings.CLOCK_OFFSET_FILE,
    "redirect": settings.SECURE_SSL_REDIRECT,
    "mail": [mail.use_tls or mail.use_ssl, mail.ssl_context.verify_mode.name, mail.ssl_context.check_hostname],
    "served": settings.STORAGES["default"].get("OPTIONS", {}).get("base_url"),
}))
"""


def started(code: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
    """Run code with production's settings; a variable that is None is not set."""
    variables = {**PRODUCTION, "DATABASE_URL": "postgres://nobody@/none", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    given = {name: value for name, value in {**variables, **changed}.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=given, capture_output=True, text=True, timeout=120
    )


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    """What the settings of production came to."""
    done = started(ASKED)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_passwords_are_kept_by_a_slow_hash(production: dict[str, Any]) -> None:
    algorithm, iterations, digest = production["hasher"]
    assert (algorithm, digest) == ("pbkdf2_sha256", "sha256")
    assert iterations >= 600_000  # OWASP's least for PBKDF2 with SHA-256


def test_nothing_of_development_is_switched_on(production: dict[str, Any]) -> None:
    assert production["debug"] is False
    assert production["clock"] == ""
    assert not [app for app in production["apps"] if "debug" in app or "migration_linter" in app]
    assert not [layer for layer in production["middleware"] if "debug" in layer]


def test_uploads_have_no_address_that_a_web_server_could_serve(production: dict[str, Any]) -> None:
    assert production["served"] is None


def test_plain_http_is_led_away_from(production: dict[str, Any]) -> None:
    assert production["redirect"] is True


def test_mail_leaves_over_tls_to_a_server_whose_certificate_is_checked(production: dict[str, Any]) -> None:
    assert production["mail"] == [True, "CERT_REQUIRED", True]


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "PORTAL_BASE_URL", "SCANNER", "PORTAL_ENV"])
def test_it_does_not_start_without_what_only_its_operator_knows(name: str) -> None:
    done = started("import django; django.setup()", **{name: None})
    assert done.returncode != 0
    assert name in done.stderr
    assert "development-only" not in done.stderr
