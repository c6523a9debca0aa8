"""What a file is by its content. Its name and what the browser says about it are never asked."""

import puremagic

from portal.files.filetypes import ACCEPTED, HEIC, FileType

HEAD = 4096
_BY_MEDIA_TYPE = {accepted.media_type: accepted for accepted in ACCEPTED} | {"image/heif": HEIC}
# Brands of the HEIF container (ISO/IEC 23008-12) that hold HEVC pictures, as phones write them.
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"}


def sniff(content: bytes) -> FileType | None:
    """Return the accepted type that `content` starts like, None when it starts like anything else."""
    head = content[:HEAD]
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return HEIC
    matches = _matches(head)
    return _BY_MEDIA_TYPE.get(matches[0].mime_type) if matches else None


def name_of_content(content: bytes) -> str:
    """Return an English name for what `content` starts like, such as 'Windows Executable file'; '' when unknown."""
    return next((match.name for match in _matches(content[:HEAD]) if match.name), "")


def _matches(head: bytes) -> "list[puremagic.PureMagicWithConfidence]":
    try:
        return list(puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):  # nothing matches, or nothing is there
        return []
