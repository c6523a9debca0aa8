"""Bytes in and out of storage, under random keys."""

import contextlib
import os

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.files.models import random_key


def put(content: bytes) -> str:
    """Store `content` and return its key; from then on it survives a power cut. Raises OSError (disk full, say)."""
    key = random_key()
    try:
        key = default_storage.save(key, ContentFile(content))
        _make_durable(key)
    except BaseException:
        with contextlib.suppress(OSError):
            drop(key)  # a part of it may be there
        raise
    return key


def get(key: str) -> bytes:
    """Return what is stored under `key`. Raises FileNotFoundError."""
    with default_storage.open(key) as stored:
        return bytes(stored.read())


def drop(*keys: str) -> None:
    """Forget what is stored under the keys; a key with nothing under it is no error."""
    for key in filter(None, keys):
        default_storage.delete(key)


def _make_durable(key: str) -> None:
    try:
        path = default_storage.path(key)
    except NotImplementedError:  # an object store answers when it has it for good
        return
    folder = os.path.dirname(path)
    for name in (path, folder, os.path.dirname(folder)):  # the folder may be new itself
        handle = os.open(name, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
