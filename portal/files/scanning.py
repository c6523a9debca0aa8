"""The virus scanner's place in the pipeline. Without one a file counts as not scanned, and is labelled so."""

from dataclasses import dataclass

from django.conf import settings

from portal.files.clamav import Clamd, ScannerAway

NOBODY = "none"
OVERLAP = 65_536  # bytes of a piece that stand in the next one too: what a signature spans


@dataclass(frozen=True)
class Scan:
    """`scanner` is who looked, with its version ('none' for nobody); `found` names what was found, '' for nothing."""

    scanner: str
    found: str = ""


def scan(content: bytes) -> Scan:
    """Look for viruses in `content` with the scanner of the settings. Raises ScannerAway when it gives no verdict."""
    if settings.SCANNER == NOBODY:
        return Scan(NOBODY)
    clamd = Clamd(settings.SCANNER)
    found = clamd.look(content)
    return Scan(clamd.version()[:40], found)


def scan_long(content: bytes) -> Scan:
    """Look through content of any length, a piece at a time: scanners take no more than the largest upload."""
    verdict, place = scan(content[: settings.UPLOAD_MAX_BYTES]), settings.UPLOAD_MAX_BYTES
    while place < len(content) and not verdict.found:
        verdict = scan(content[place - OVERLAP : place - OVERLAP + settings.UPLOAD_MAX_BYTES])
        place += settings.UPLOAD_MAX_BYTES - OVERLAP
    return verdict


def away() -> str:
    """Return why the scanner cannot be asked now, '' when it can or when there is to be none."""
    if settings.SCANNER == NOBODY:
        return ""
    try:
        Clamd(settings.SCANNER).version()
    except ScannerAway as error:
        return str(error)
    return ""


def in_a_word() -> str:
    """Return for the health page: 'none', 'ok' or 'away'."""
    if settings.SCANNER == NOBODY:
        return NOBODY
    return "away" if away() else "ok"
