"""Stored bytes that no row speaks of: left by a rolled-back upload, a killed worker, or a deleted row."""

from datetime import timedelta

import structlog
from django.core.files.storage import default_storage
from django.db.models import Q

from portal.common import clock
from portal.files.models import PageImage, StoredFile

# An upload stores its bytes before its row is committed; no request lives for a day.
OLD_ENOUGH = timedelta(days=1)
FOLDERS = tuple(f"{number:02x}" for number in range(256))
logger = structlog.get_logger(__name__)


def remove(folders: tuple[str, ...] | None = None) -> int:
    """Remove orphans in `folders` of the storage (those of this hour when None); returns how many there were."""
    if folders is None:
        folders = FOLDERS[clock.now().hour :: 24]
    removed = sum(_remove_in(folder) for folder in folders)
    if removed:
        logger.warning("orphaned_files_removed", count=removed)
    return removed


def _remove_in(folder: str) -> int:
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return 0
    orphans = {f"{folder}/{name}" for name in names} - _spoken_of(folder)
    before = clock.now() - OLD_ENOUGH
    old = [key for key in orphans if default_storage.get_modified_time(key) < before]
    for key in old:
        default_storage.delete(key)
    return len(old)


def _spoken_of(folder: str) -> set[str]:
    files = StoredFile.objects.unscoped("keys only, to find bytes that no row speaks of")
    start = f"{folder}/"
    pairs = files.filter(Q(original_key__startswith=start) | Q(clean_key__startswith=start))
    keys = {key for pair in pairs.values_list("original_key", "clean_key") for key in pair}
    pages = PageImage.objects.unscoped("keys only, to find bytes that no row speaks of").filter(key__startswith=start)
    return keys | set(pages.values_list("key", flat=True))
