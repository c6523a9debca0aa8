"""A file of one's own in words: its state, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applications.models import Document
from portal.files.models import FileState, StoredFile
from portal.files.words import problem_in_words, waiting_in_words


@dataclass(frozen=True)
class FileInWords:
    """What a page says about one file. `href` is '' where it may not be opened; `kind` is a shape."""

    name: str
    size: str
    href: str
    kind: str
    state: str
    hint: str


def file_in_words(document: Document, *, by_staff: bool = False) -> FileInWords:
    """Describe the file in a slot. Reads the stored file. Staff open it once it is checked."""
    file = document.file
    assert file is not None, "a document is stored together with its file"
    kind, state = {
        FileState.PENDING: ("wait", _("Being checked")),
        FileState.CLEAN: ("done", _("Uploaded")),
        FileState.SUSPECT: ("stop", pgettext("a file", "Refused")),
        FileState.ERROR: ("stop", _("Cannot be read")),
    }[FileState(file.state)]
    hint = _hint(file)
    shut = file.state != FileState.CLEAN if by_staff else file.state == FileState.SUSPECT
    href = "" if shut else reverse("file_download", args=[file.token])
    return FileInWords(file.name, filesizeformat(file.size), href, kind, state, hint)


def _hint(file: StoredFile) -> str:
    if file.state == FileState.PENDING:
        return waiting_in_words(file)
    return problem_in_words(file)
