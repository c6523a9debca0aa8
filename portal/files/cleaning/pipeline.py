"""The two entrances of this package: a look before a file is taken, and the cleaning afterwards."""

from portal.files.accepted import PDF, FileType
from portal.files.cleaning import documents, pictures
from portal.files.cleaning.results import Cleaned


def inspect(content: bytes, file_type: FileType) -> None:
    """Raise Problem unless `content` can be read as `file_type` and is within the limits."""
    if file_type is PDF:
        documents.inspect(content)
    else:
        pictures.inspect(content, file_type)


def clean(content: bytes, file_type: FileType) -> Cleaned:
    """Return the copy that staff see and its page images. Raises Problem."""
    return documents.clean(content) if file_type is PDF else pictures.clean(content, file_type)
