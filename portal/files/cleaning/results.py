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
    """The copy that staff see, and a picture of each of its pages in order."""

    content: bytes
    media_type: str
    pages: tuple[Page, ...]
