"""What people do with files: hand one in, take it back. The check is in `portal.files.checking`."""

from __future__ import annotations

import hashlib
from typing import Any

import structlog
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction

from portal.common.errors import DomainError
from portal.common.signalling import signal_after_commit
from portal.common.text import file_name
from portal.files import checking, errors, storing
from portal.files.cleaning import apart, problems
from portal.files.filetypes import FileType
from portal.files.limited.limits import Unavailable
from portal.files.models import StoredFile
from portal.files.naming import stored_name
from portal.files.sniffing import name_of_content, sniff
from portal.offices.models import Office

CHECK = "portal.files.tasks.check_pending"
logger = structlog.get_logger(__name__)


def store_upload(upload: UploadedFile[bytes], *, kind: str, owner_id: int, office: Office, user: Any) -> StoredFile:
    """Take a file that belongs to row `owner_id` of `kind` (portal.files.access); the check follows after commit.

    Raises DomainError, in words: file_empty, file_too_large, file_type_refused, file_damaged, file_encrypted,
    file_too_many_pages, file_too_many_pixels, file_too_demanding, file_not_checked, file_not_stored. Bytes whose row is
    rolled back are swept up by `portal.files.orphans`.
    """
    name = file_name(upload.name or "")
    content = _content_of(upload, name)
    file_type = _type_of(content, name)
    try:
        key = storing.put(content)
    except OSError as error:
        logger.exception("file_not_stored", size=len(content))
        raise errors.not_stored(name) from error
    try:
        with transaction.atomic():
            stored = StoredFile.objects.create(
                office=office,
                kind=kind,
                owner_id=owner_id,
                uploaded_by=user,
                name=stored_name(upload.name or "", file_type),
                media_type=file_type.media_type,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                original_key=key,
            )
    except BaseException:
        storing.drop(key)
        raise
    signal_after_commit(CHECK)
    return stored


def sent_again(file: StoredFile) -> SimpleUploadedFile:
    """Return a kept file as its owner sent it, to be handed in once more: checked again, as every upload is.

    Raises DomainError file_gone when its bytes are no longer there.
    """
    try:
        return SimpleUploadedFile(file.name, storing.get(file.original_key), file.media_type)
    except FileNotFoundError as error:
        raise errors.gone(file.name) from error


def process(file_id: int) -> None:
    """Check one file now, if it waits for that and no worker has it in hand."""
    checking.check(file_id)


def discard(file: StoredFile) -> None:
    """Forget a file: its row and page images now, its bytes once that is committed."""
    keys = [file.original_key, file.clean_key, *file.pages.values_list("key", flat=True)]
    file.delete()
    transaction.on_commit(lambda: storing.drop(*keys), robust=True)


def _content_of(upload: UploadedFile[bytes], name: str) -> bytes:
    size = upload.size or 0
    if size > settings.UPLOAD_MAX_BYTES:
        raise errors.too_large(name, size, settings.UPLOAD_MAX_BYTES)
    upload.seek(0)
    content = bytes(upload.read(settings.UPLOAD_MAX_BYTES + 1))
    if len(content) > settings.UPLOAD_MAX_BYTES:  # whatever size it was said to have
        raise errors.too_large(name, len(content), settings.UPLOAD_MAX_BYTES)
    if len(content) < size:  # the rest was dropped on its way, for other files in the same request
        raise errors.damaged(name)
    if not content:
        raise errors.empty(name)
    return content


def _type_of(content: bytes, name: str) -> FileType:
    file_type = sniff(content)
    if file_type is None:
        raise errors.type_refused(name, name_of_content(content))
    try:
        apart.inspect(content, file_type)
    except problems.Problem as problem:
        raise _in_words(problem, name) from problem
    except Unavailable as error:
        logger.exception("file_not_looked_at", size=len(content))
        raise errors.not_checked(name) from error
    return file_type


def _in_words(problem: problems.Problem, name: str) -> DomainError:
    match problem.code:
        case problems.ENCRYPTED:
            return errors.encrypted(name)
        case problems.TOO_MANY_PAGES:
            return errors.too_many_pages(name, limit=problem.limit, **problem.values)
        case problems.TOO_MANY_PIXELS:
            return errors.too_many_pixels(name, limit=problem.limit, **problem.values)
        case problems.TOO_DEMANDING:
            return errors.too_demanding(name, **problem.values)
        case _:
            return errors.damaged(name)
