"""Somebody with a document to hand in, and storage that goes with the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.accounts.models import User
from portal.files.models import StoredFile
from portal.files.services import store_upload
from portal.offices.models import Office
from tests.clock import shift_clock  # noqa: F401
from tests.factories import OfficeFactory, PersonFactory
from tests.files.scanner import _clamd, clamd  # noqa: F401

Store = Callable[..., StoredFile]


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: Any) -> Path:
    """A storage of this test alone."""
    folder = tmp_path / "storage"
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": str(folder), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder


@pytest.fixture
def office(db: None) -> Office:
    """The office the files belong to."""
    return OfficeFactory()


@pytest.fixture
def owner(db: None) -> User:
    """Who uploads."""
    return PersonFactory().user


@pytest.fixture
def store(office: Office, owner: User) -> Store:
    """Return a function that hands in an upload for a row of nobody's."""

    def store(content: SimpleUploadedFile) -> StoredFile:
        return store_upload(content, kind="application-document", owner_id=0, office=office, user=owner)

    return store
