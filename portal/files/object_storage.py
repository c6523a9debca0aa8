"""Files in an object store that speaks S3 (django-storages), with the patience of somebody who waits for a page."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

_CONNECTING, _READING = 5, 20  # seconds; the library's own would keep a request for minutes


class ObjectStorage(S3Storage):  # type: ignore[misc]
    """Answers that are no answer become OSError, as with any other storage; a missing key is FileNotFoundError.

    Names are random, so that nothing is ever overwritten and nobody has to ask first whether a name is free.
    """

    def __init__(self, **options: Any) -> None:
        retries = {"mode": "standard", "total_max_attempts": 2}
        options["client_config"] = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if options.get("endpoint_url") else "auto"},
            connect_timeout=_CONNECTING,
            read_timeout=_READING,
            retries=retries,
        )
        super().__init__(file_overwrite=True, default_acl=None, **options)

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_os_error(name):
            opened = super()._open(name, mode)
            opened.open()  # fetched now: an answer that has begun could not say any more that it failed
            return opened

    def _save(self, name: str, content: Any) -> str:
        with _as_os_error(name):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        """Forget a key; one that is not there is no error."""
        with _as_os_error(name):
            super().delete(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Return folders and files in a folder; none of either where there is no such folder."""
        with _as_os_error(name):
            folders, files = super().listdir(name)
            return folders, files

    def get_modified_time(self, name: str) -> datetime:
        """Return when a key was written."""
        with _as_os_error(name):
            written: datetime = super().get_modified_time(name)
            return written


@contextmanager
def _as_os_error(name: str) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise OSError(errno.EIO, f"The object storage refused or did not answer ({error})", name) from error
