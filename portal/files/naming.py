"""The name a file is kept under as data: what its owner called it, harmless, ending as its content demands."""

from portal.common.text import file_name
from portal.files.accepted import FileType

LIMIT = 150  # StoredFile.name


def stored_name(name: str, file_type: FileType) -> str:
    """Return `name` without path, control or bidi characters, its extension that of `file_type`, at most 150 long."""
    clean = file_name(name, limit=1000)
    stem, dot, suffix = clean.rpartition(".")
    # An extension is short and has no blanks: "Vol. 2 of my thesis" keeps all of its words.
    if not (dot and stem and len(suffix) <= 5 and suffix.isalnum()):
        stem = clean
    if stem.lower().endswith(file_type.extensions):  # "passport.pdf.exe" that really is a PDF
        stem = stem.rpartition(".")[0] or stem
    return stem[: LIMIT - len(file_type.extension)].rstrip(" .") + file_type.extension
