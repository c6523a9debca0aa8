"""Files as a dossier shows them: a title, the pictures of the pages, or why there are none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.files.models import FileState, PageImage, StoredFile


@dataclass(frozen=True)
class ShownDocument:
    """A document with its file; `pages` are there once the file is checked."""

    title: str
    file: Any
    pages: list[PageImage]
    words: str

    @property
    def clean(self) -> bool:
        """Whether staff may open it."""
        return self.file is not None and self.file.state == FileState.CLEAN


def pages_of(files: Iterable[int]) -> dict[int, list[PageImage]]:
    """Return the pictures of the pages of files, by the file's key: one query."""
    pages: dict[int, list[PageImage]] = {}
    shown = PageImage.objects.unscoped("files of a dossier that came through the scope").filter(file__in=list(files))
    for page in shown.order_by("number"):
        pages.setdefault(page.file_id, []).append(page)
    return pages


def file_in_words(file: StoredFile | None) -> str:
    """Return what staff are told about a file, '' where there is nothing to say."""
    if file is None:
        return _("Not given.")
    match file.state:
        case FileState.PENDING:
            return _("Being checked; it can be opened once that is done.")
        case FileState.SUSPECT:
            return _("Refused by the check; who sent it has to replace it.")
        case FileState.ERROR:
            return _("Could not be checked; who sent it has to replace it.")
    return _("Not virus-scanned.") if file.scanner == "none" else ""
