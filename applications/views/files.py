"""A file of one's own in words: its state, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application, Document
from applications.queries import answers_of, document_slots
from portal.files.models import FileState, StoredFile
from portal.files.words import problem_in_words, waiting_in_words
from programs.definitions import Slot
from programs.forms import all_answers


@dataclass(frozen=True)
class FileInWords:
    """What a page says about one file. `href` is '' where it may not be opened; `kind` is a shape."""

    name: str
    size: str
    href: str
    kind: str
    state: str
    hint: str


def file_in_words(document: Document) -> FileInWords:
    """Describe the file in a slot. Reads the stored file."""
    file = document.file
    assert file is not None, "a document is stored together with its file"
    kind, state = {
        FileState.PENDING: ("wait", _("Being checked")),
        FileState.CLEAN: ("done", _("Uploaded")),
        FileState.SUSPECT: ("stop", _("Refused")),
        FileState.ERROR: ("stop", _("Cannot be read")),
    }[FileState(file.state)]
    hint = _hint(file)
    href = "" if file.state == FileState.SUSPECT else reverse("file_download", args=[file.token])
    return FileInWords(file.name, filesizeformat(file.size), href, kind, state, hint)


def _hint(file: StoredFile) -> str:
    if file.state == FileState.PENDING:
        return waiting_in_words(file)
    return problem_in_words(file)


def slots_to_show(application: Application) -> list[tuple[Slot, Document | None]]:
    """Return the documents wanted of somebody with these answers, and any other that was uploaded already."""
    answers = all_answers(answers_of(application))
    return [(slot, there) for slot, there in document_slots(application) if there or slot.applies(answers)]
