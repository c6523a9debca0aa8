"""What cleaning gives back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A picture of one page as JPEG; width and height in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Cleaned:
    """The copy that staff see, a picture of each of its pages in order, and what was attached, unpacked: for a scanner.

    Scanners do not unpack every attachment of a PDF that readers do.
    """

    content: bytes
    media_type: str
    pages: tuple[Page, ...]
    attached: tuple[bytes, ...] = ()
