"""The translations of the interface: `.po` files that people read, compiled to the `.mo` files that gettext reads.

Compiled by Babel whenever Django starts and a `.po` is newer, so that no machine needs gettext's tools and nothing
compiled is committed. A folder that cannot be written is no error as long as what lies there is up to date.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

REVIEWED = "# reviewed: yes"
"""The line with which a `.po` begins once somebody who speaks the language from birth has read it."""


def sources(folders: Iterable[Path]) -> list[Path]:
    """Return the `.po` files below locale folders."""
    return sorted(found for folder in folders for found in Path(folder).glob("*/LC_MESSAGES/django.po"))


def is_stale(source: Path) -> bool:
    """Say whether a `.po` has no `.mo`, or one that is older than it."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def compile_catalogue(source: Path) -> None:
    """Write the `.mo` of a `.po` in one step: a process that starts beside us reads the old or the new one, whole.

    Raises ImproperlyConfigured for a `.po` that cannot be read, OSError where the folder cannot be written. Fuzzy
    messages are left out, as gettext does.
    """
    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        told = f"The translations in {source} cannot be read: {error}. Mend the file and try again."
        raise ImproperlyConfigured(told) from None
    # As old as what it was made from, so that a `.po` that is saved meanwhile is newer than its `.mo`.
    made_from = source.stat().st_mtime_ns
    handle, name = tempfile.mkstemp(dir=source.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as target:
            write_mo(target, catalogue)
        os.utime(name, ns=(made_from, made_from))
        os.chmod(name, 0o644)
        os.replace(name, source.with_suffix(".mo"))
    except BaseException:
        os.unlink(name)
        raise


def compile_stale(folders: Iterable[Path]) -> list[Path]:
    """Compile what is out of date; return the `.po` files for which that could not be done."""
    failed = []
    for source in sources(folders):
        if is_stale(source):
            try:
                compile_catalogue(source)
            except OSError:
                failed.append(source)
    return failed


@cache
def interface_reviewed(language: str) -> bool:
    """Say whether somebody who speaks a language from birth has read the interface in it."""
    return all(
        REVIEWED in source.read_text(encoding="utf-8")[:1000].splitlines()
        for source in sources(settings.LOCALE_PATHS)
        if source.parent.parent.name == language
    )
