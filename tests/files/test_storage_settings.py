"""Where files lie and who scans them is said by environment variables; a wrong value names itself and the choices."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from portal.dev.paths import CHECKOUT

PRODUCTION = {
    "PORTAL_ENV": "production", "SECRET_KEY": "k" * 60, "FIELD_KEYS": "ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMhISE=",
    "ALLOWED_HOSTS": "apply.example.org", "PORTAL_BASE_URL": "https://apply.example.org",
}  # fmt: skip


def settings(name: str, **variables: str) -> object:
    """Return a setting as JSON says it, or the words with which the start is refused."""
    code = f"import json, portal.settings as s; print(json.dumps(s.{name}))"
    clean = {key: value for key, value in os.environ.items() if key not in ("SCANNER", "STORAGE_URL")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env={**clean, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def test_a_folder_is_closed_to_others() -> None:
    storage = settings("STORAGES['default']", PORTAL_ENV="test", STORAGE_URL="file:///srv/portal/files")
    assert storage == {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": "/srv/portal/files",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("s3://portal-files?region=ap-northeast-1", {"location": "", "region_name": "ap-northeast-1"}),
        ("s3://portal-files", {"location": ""}),
        (
            "s3://portal-files/mext/2027?endpoint=https://objects.example.org&region=eu-west-1",
            {"location": "mext/2027", "region_name": "eu-west-1", "endpoint_url": "https://objects.example.org"},
        ),
    ],
)
def test_a_bucket_is_named_by_its_address(url: str, options: dict[str, str]) -> None:
    assert settings("STORAGES['default']", PORTAL_ENV="test", STORAGE_URL=url) == {
        "BACKEND": "portal.files.object_storage.ObjectStorage",
        "OPTIONS": {"bucket_name": "portal-files", **options},
    }


@pytest.mark.parametrize(
    "url", ["files", "/srv/files", "file://srv/files", "ftp://x/y", "s3://", "s3://UPPER", "s3://portal?bucket=x"]
)
def test_a_wrong_place_names_itself_and_the_choices(url: str) -> None:
    said = settings("STORAGES", PORTAL_ENV="test", STORAGE_URL=url)
    for words in (f"STORAGE_URL is '{url}'", "file:///srv/portal/files", "s3://portal-files?region="):
        assert words in str(said)


@pytest.mark.parametrize(
    "value", ["none", "clamd:///run/clamav/clamd.ctl", "clamd://scanner:3310", "clamd://[::1]:3310"]
)
def test_production_starts_with_a_scanner_or_without_one_on_purpose(value: str) -> None:
    assert settings("SCANNER", **PRODUCTION, SCANNER=value) == value


@pytest.mark.parametrize("value", ["", "clamav", "clamd://scanner", "clamd://", "NONE", "unix:/run/clamd.ctl"])
def test_production_does_not_start_without_a_word_about_the_scanner(value: str) -> None:
    said = settings("SCANNER", **PRODUCTION, SCANNER=value)
    assert "SCANNER is not set" in str(said) if not value else f"SCANNER is '{value}'" in str(said)
    assert "clamd:///run/clamav/clamd.ctl" in str(said)
    assert "none" in str(said)
