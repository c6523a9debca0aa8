"""`/dev/`: only in development, only on this machine, only with demo people."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from portal.dev.demo import marker
from portal.offices.queries import is_posted

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev_pages(settings: object) -> None:
    """Serve the addresses that development serves."""
    settings.DEVELOPMENT = True  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = "tests.dev.urls"  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A small demonstration, once for this module; undone at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_catalog", stdout=StringIO())
        call_command("seed_demo", applications=12, stdout=StringIO(), stderr=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: None, db: None) -> None:
    """The loaded demonstration, as it was for each test."""


def test_a_button_signs_in_through_the_real_path_second_factor_included(demo: None, dev_pages: None) -> None:
    browser = Client(HTTP_HOST="localhost")
    page = browser.get("/dev/")
    assert "reviewer@be.mission.example" in page.content.decode()
    answer = browser.post("/dev/sign-in/", {"email": "reviewer@be.mission.example"})
    assert answer["Location"] == "/admin/"
    home = browser.get("/admin/")
    assert home.status_code == 200
    assert is_posted(home.wsgi_request.user)


def test_an_applicant_lands_on_their_applications(demo: None, dev_pages: None) -> None:
    browser = Client(HTTP_HOST="localhost")
    assert browser.post("/dev/sign-in/", {"email": "lotte.maes@mail.example"})["Location"] == "/applications/"


def test_nobody_signs_in_as_somebody_who_is_not_a_demo_person(demo: None, dev_pages: None) -> None:
    assert Client(HTTP_HOST="localhost").post("/dev/sign-in/", {"email": "x@y.example"}).status_code == 404


@pytest.mark.parametrize("host", ["apply.example.org", "192.168.1.9"])
def test_another_host_sees_nothing(host: str, demo: None, dev_pages: None, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    assert Client(HTTP_HOST="localhost").get("/dev/").status_code == 200
    assert Client(HTTP_HOST=host).get("/dev/").status_code == 404


def test_without_the_marker_there_is_nothing(demo: None, dev_pages: None) -> None:
    marker.mark("loading")
    assert Client(HTTP_HOST="localhost").get("/dev/").status_code == 404


def test_production_has_no_such_address() -> None:
    code = (
        "import django; django.setup()\n"
        "from django.urls import resolve, Resolver404\n"
        "try: resolve('/dev/')\n"
        "except Resolver404: print('none')\n"
    )
    variables = {
        "PORTAL_ENV": "production", "SECRET_KEY": "k" * 60, "SCANNER": "none", "ALLOWED_HOSTS": "apply.example",
        "PORTAL_BASE_URL": "https://apply.example", "FIELD_KEYS": "ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMhISE=",
        "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": "postgres://nobody@/none",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=variables, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip().endswith("none")
