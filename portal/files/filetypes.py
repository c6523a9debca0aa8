"""The types that may be uploaded and their limits: facts alone, so that the limited process need not load Django."""

from dataclasses import dataclass

MAX_PAGES = 50
MAX_PIXELS = 50_000_000


@dataclass(frozen=True)
class FileType:
    """One accepted type. `extension` is what a stored name ends with; `extensions` are what people's names end with."""

    media_type: str
    extensions: tuple[str, ...]

    @property
    def extension(self) -> str:
        return self.extensions[0]


PDF = FileType("application/pdf", (".pdf",))
JPEG = FileType("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"))
PNG = FileType("image/png", (".png",))
HEIC = FileType("image/heic", (".heic", ".heif", ".hif"))
ACCEPTED = (PDF, JPEG, PNG, HEIC)


def by_media_type(media_type: str) -> FileType:
    """Return the accepted type a stored file has. Raises KeyError for any other."""
    return {accepted.media_type: accepted for accepted in ACCEPTED}[media_type]
