"""The check of a file: hash, scanner, cleaned copy, page images; then its state."""

import hashlib
from collections.abc import Iterator

import structlog
from django.db import transaction

from portal.common import clock
from portal.files import claims, scanning, storing
from portal.files.cleaning import apart
from portal.files.cleaning.problems import Problem
from portal.files.cleaning.results import Cleaned
from portal.files.filetypes import by_media_type
from portal.files.models import FileState, PageImage, StoredFile
from portal.files.words import CHANGED, GIVEN_UP, INFECTED

logger = structlog.get_logger(__name__)


def check_next() -> bool:
    """Check the file that has waited longest. Returns False when none waits (or others have them all in hand).

    A check that breaks for a reason outside the file (storage away, worker killed) is tried again for a day, with
    growing pauses. While the scanner is away nothing is begun: no file counts as clean because nobody looked.
    """
    if not _scanner_is_there():
        return False
    file = claims.claim_next()
    if file is None:
        return False
    if file.attempts > claims.MOST_ATTEMPTS:
        _finish(file, FileState.ERROR, problem=GIVEN_UP)
        return True
    _try(file)
    return True


def check(file_id: int) -> None:
    """Check one file now, if it waits and nobody has it in hand; where that is not possible, it goes on waiting."""
    file = claims.claim(file_id) if _scanner_is_there() else None
    if file is not None:
        _try(file)


def _scanner_is_there() -> bool:
    reason = scanning.away()
    if reason:
        logger.warning("scanner_away", reason=reason)
    return not reason


def _try(file: StoredFile) -> None:
    try:
        _check(file)
    except Exception:
        logger.exception("file_check_broke", file=file.pk, attempt=file.attempts)


def _check(file: StoredFile) -> None:
    content = storing.get(file.original_key)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        logger.error("stored_file_changed", file=file.pk, expected=file.sha256)
        _finish(file, FileState.SUSPECT, problem=CHANGED)
        return
    verdict = scanning.scan(content)
    if verdict.found:
        _finish_infected(file, verdict)
        return
    try:
        cleaned = apart.clean(content, by_media_type(file.media_type))
    except Problem as problem:
        logger.warning("stored_file_refused", file=file.pk, problem=problem.code, cause=problem.cause)
        _finish(file, FileState.ERROR, problem=problem.code, scanner=verdict.scanner)
        return
    inside = next((scan for piece in cleaned.attached if (scan := scanning.scan_long(piece)).found), None)
    if inside is not None:
        _finish_infected(file, inside)
        return
    _finish_clean(file, cleaned, verdict.scanner)


def _finish_infected(file: StoredFile, verdict: scanning.Scan) -> None:
    logger.error("stored_file_infected", file=file.pk, scanner=verdict.scanner, found=verdict.found)
    _finish(file, FileState.SUSPECT, problem=INFECTED, scanner=verdict.scanner)


def _finish_clean(file: StoredFile, cleaned: Cleaned, scanner: str) -> None:
    """Store the copy and the pictures, then let the row speak of them; a result that came too late is thrown away."""
    keys = []
    try:
        clean_key = storing.put(cleaned.content)
        keys.append(clean_key)
        for page in cleaned.pages:
            keys.append(storing.put(page.content))
        with transaction.atomic():
            kept = _finish(
                file, FileState.CLEAN, scanner=scanner, clean_key=clean_key, clean_media_type=cleaned.media_type
            )
            if kept:
                PageImage.objects.bulk_create(_pages(file, keys[1:], cleaned))
    except BaseException:
        storing.drop(*keys)
        raise
    if not kept:
        storing.drop(*keys)


def _pages(file: StoredFile, keys: list[str], cleaned: Cleaned) -> Iterator[PageImage]:
    for number, (key, page) in enumerate(zip(keys, cleaned.pages, strict=True), start=1):
        yield PageImage(
            office_id=file.office_id, file=file, number=number, key=key, width=page.width, height=page.height
        )


def _finish(file: StoredFile, state: FileState, **values: str) -> bool:
    """Write the result, unless another worker has taken the file meanwhile (its ticket is then newer)."""
    mine = StoredFile.objects.unscoped("the checking worker acts for nobody").filter(
        pk=file.pk, state=FileState.PENDING, attempts=file.attempts
    )
    return bool(mine.update(state=state, checked_at=clock.now(), claimed_at=None, **values))
