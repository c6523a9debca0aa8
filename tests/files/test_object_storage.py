"""Files in an object store: the whole way of a file against an S3 server on loopback (moto's)."""

from __future__ import annotations

import contextlib
import io
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage
from django.test import Client

from portal.common.errors import DomainError
from portal.files import orphans, services, storing
from portal.files.models import FileState, StoredFile
from portal.settings import storage
from tests import scenarios
from tests.calls import open_call
from tests.clock import Shift
from tests.files import samples
from tests.files.conftest import Store

BUCKET = "portal-files"
KEYS = {"aws_access_key_id": "a-name", "aws_secret_access_key": "a-secret", "region_name": "eu-west-1"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3 server that forgets everything when it ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"MOTO_S3_CUSTOM_ENDPOINTS": f"http://127.0.0.1:{port}"},
    )
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/moto-api/data.json", timeout=5):
            break
        time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(20)


@pytest.fixture(autouse=True)
def own_storage(server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An empty bucket, and settings as STORAGE_URL makes them."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEYS["aws_access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEYS["aws_secret_access_key"])
    bucket = boto3.resource("s3", endpoint_url=server, **KEYS).Bucket(BUCKET)
    bucket.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    url = f"s3://{BUCKET}?endpoint={server}&region=eu-west-1"
    settings.STORAGES = {**settings.STORAGES, "default": storage("STORAGE_URL", url)}
    yield bucket
    bucket.objects.delete()
    bucket.delete()


def keys(bucket: Any) -> set[str]:
    return {item.key for item in bucket.objects.all()}


def test_a_file_is_taken_checked_and_discarded(
    store: Store, own_storage: Any, django_capture_on_commit_callbacks: Any
) -> None:
    content = samples.pdf(2)
    file = store(samples.upload(content, "Carreño grades.pdf"))
    services.process(file.pk)
    file.refresh_from_db()
    assert file.state == FileState.CLEAN
    assert storing.get(file.original_key) == content
    pages = set(file.pages.values_list("key", flat=True))
    assert keys(own_storage) == {file.original_key, file.clean_key, *pages}
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(file)
    assert keys(own_storage) == set()


def test_a_file_is_served_through_the_portal_alone(own_storage: Any, db: None) -> None:
    application = scenarios.submitted(open_call())
    document = application.documents.select_related("file").first()
    assert document is not None
    owner = Client()
    owner.force_login(application.person.user)
    answer = owner.get(f"/files/{document.file.token}/")
    assert b"".join(answer) == storing.get(document.file.original_key)  # type: ignore[arg-type]
    assert answer.headers["Content-Length"] == str(document.file.size)
    assert b"".join(owner.get(f"/files/{document.file.token}/pages/1/"))[:3] == b"\xff\xd8\xff"  # type: ignore[arg-type]


def test_orphans_are_swept_out_of_a_bucket_too(store: Store, own_storage: Any, shift_clock: Shift) -> None:
    file = store(samples.upload(samples.pdf()))
    orphan = storing.put(b"left by a rolled-back upload")
    folders = (orphan[:2], file.original_key[:2], "zz")
    assert orphans.remove(folders) == 0
    shift_clock(timedelta(hours=25))
    assert orphans.remove(folders) == 1
    assert keys(own_storage) == {file.original_key}


def test_what_is_not_there_is_not_found_and_may_be_dropped(own_storage: Any) -> None:
    with pytest.raises(FileNotFoundError):
        storing.get("ab/missing")
    storing.drop("ab/missing")


def test_a_bucket_that_refuses_is_said_in_words_and_a_waiting_file_waits(store: Store, own_storage: Any) -> None:
    file = store(samples.upload(samples.pdf()))
    original = storing.get(file.original_key)
    own_storage.objects.delete()
    own_storage.delete()
    services.process(file.pk)
    file.refresh_from_db()
    assert file.state == FileState.PENDING
    with pytest.raises(DomainError, match="could not be stored: the fault is on our side"):
        store(samples.upload(samples.pdf()))
    assert StoredFile.objects.count() == 1
    own_storage.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    default_storage.save(file.original_key, io.BytesIO(original))


def test_a_store_that_is_away_is_not_waited_for_long(store: Store, settings: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    url = f"s3://{BUCKET}?endpoint=http://127.0.0.1:{port}&region=eu-west-1"
    settings.STORAGES = {**settings.STORAGES, "default": storage("STORAGE_URL", url)}
    before = time.monotonic()
    with pytest.raises(DomainError, match="the fault is on our side"):
        store(samples.upload(samples.pdf()))
    assert time.monotonic() - before < 10
