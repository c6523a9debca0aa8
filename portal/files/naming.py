"""The name a file is kept under as data: what its owner called it, harmless, ending as its content demands."""

from portal.common.text import file_name
from portal.files.filetypes import FileType

LIMIT = 150  # StoredFile.name
_BYTES = 240  # file systems take 255, and browsers may add " (1)"
# What Windows takes for a device whatever stands behind the dot (CON.pdf): no file of that name can be saved there.
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10))}


def stored_name(name: str, file_type: FileType) -> str:
    """Return `name` without path, control or bidi characters, ending as `file_type` does, at most 150 letters."""
    clean = file_name(name, limit=1000)
    stem, dot, suffix = clean.rpartition(".")
    # An extension is short and has no blanks: "Vol. 2 of my thesis" keeps all of its words.
    if not (dot and stem and len(suffix) <= 5 and suffix.isalnum()):
        stem = clean
    if stem.lower().endswith(file_type.extensions):  # "passport.pdf.exe" that really is a PDF
        stem = stem.rpartition(".")[0] or stem
    if stem.partition(".")[0].strip().upper() in _DEVICES:
        stem = f"_{stem}"
    short = stem[: LIMIT - len(file_type.extension)].encode()[:_BYTES].decode(errors="ignore")
    return short.rstrip(" .") + file_type.extension
