"""What may be uploaded: types, limits, and the same in words for the page that asks for a file."""

from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

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


def accept_attribute() -> str:
    """Return the value of `accept` of a file field: a help for the chooser, never a check."""
    return ",".join(extension for accepted in ACCEPTED for extension in accepted.extensions)


def limits_in_words() -> str:
    """Return the sentence a page shows before somebody chooses a file."""
    sentence = _("PDF, or a photo or scan as JPEG, PNG or HEIC; at most %(size)s and %(pages)s pages; no password.")
    return sentence % {"size": filesizeformat(settings.UPLOAD_MAX_BYTES), "pages": MAX_PAGES}
