"""The entrance to this package: both steps, each in a limited process."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from portal.files.cleaning import answers
from portal.files.cleaning.problems import TOO_DEMANDING, Problem
from portal.files.cleaning.results import Cleaned
from portal.files.filetypes import HEIC, PDF, FileType
from portal.files.limited import process
from portal.files.limited.limits import MEGABYTE, Exceeded, Limits

# A look is taken while somebody waits for the page. Measured: the largest pictures that are taken (50 million pixels,
# with transparency, in CMYK, as HEIC) are written anew within this memory, of which 50 scanned pages take 200 MB and 12
# seconds; the patience is for a machine with more to do than this, and shorter than a task may live.
LOOKING = Limits(memory=1024 * MEGABYTE, seconds=10, patience=20, answer=MEGABYTE)
CLEANING = Limits(memory=1536 * MEGABYTE, seconds=45, patience=90, answer=160 * MEGABYTE)
HEIC_THREADS = 3  # its decoder is not to be had without


def inspect(content: bytes, file_type: FileType) -> None:
    """Raise Problem unless `content` can be read as `file_type` and is within the limits; Unavailable is our fault."""
    answers.raise_problem(_asked("inspect", content, file_type, LOOKING).values)


def clean(content: bytes, file_type: FileType) -> Cleaned:
    """Return the copy that staff see and its page images. Raises Problem; Unavailable, which is our fault."""
    answer = _asked("clean", content, file_type, CLEANING)
    return answers.read(answer.values, answer.parts)


def _asked(step: str, content: bytes, file_type: FileType, limits: Limits) -> process.Answer:
    options: dict[str, Any] = {} if file_type is PDF else {"media_type": file_type.media_type}
    module = "documents" if file_type is PDF else "pictures"
    if file_type is HEIC:
        limits = replace(limits, threads=HEIC_THREADS)
    try:
        return process.run(f"portal.files.cleaning.{module}:{step}", content, limits, **options)
    except Exceeded as error:
        raise Problem(
            TOO_DEMANDING, cause=repr(error), megabytes=limits.memory // MEGABYTE, seconds=limits.seconds
        ) from error
