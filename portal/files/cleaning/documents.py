"""PDFs: inspected, copied without anything that acts, and drawn page by page. Runs in the limited process."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
import pypdfium2

from portal.files.cleaning import active_content
from portal.files.cleaning.answers import answered
from portal.files.cleaning.pictures import PAGE_HEIGHT, PAGE_WIDTH, page_of
from portal.files.cleaning.problems import DAMAGED, ENCRYPTED, TOO_MANY_PAGES, Problem
from portal.files.cleaning.results import Cleaned, Page
from portal.files.filetypes import MAX_PAGES, PDF

_END = b"%%EOF"
_ENCRYPT = b"/Encrypt"  # stands in the trailer, which is never encrypted or compressed itself


@answered
def inspect(content: bytes) -> None:
    """Raise Problem unless the PDF can be read, is not encrypted, and has 1 to MAX_PAGES pages."""
    with _opened(content):
        pass


@answered
def clean(content: bytes) -> Cleaned:
    """Return a copy without active content, and a picture of each page drawn from that copy. Raises Problem."""
    with _opened(content) as pdf:
        try:
            attached = tuple(active_content.attached(pdf))
            active_content.remove(pdf)
            written = io.BytesIO()
            pdf.save(written, deterministic_id=True)
        except MemoryError:
            raise
        except Exception as error:  # a stranger's PDF can break the library anywhere
            raise Problem(DAMAGED) from error
    copy = written.getvalue()
    return Cleaned(copy, PDF.media_type, tuple(_pages(copy)), attached)


@contextmanager
def _opened(content: bytes) -> Iterator[pikepdf.Pdf]:
    if _END not in content[-2048:]:
        # The library would mend it and leave out, without a word, the pages that are missing.
        raise Problem(DAMAGED)
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Problem(ENCRYPTED) from error
    except MemoryError:
        raise
    except Exception as error:
        # Some encryption is not even opened here: it wants random numbers, and there is no /dev.
        raise Problem(ENCRYPTED if _ENCRYPT in content else DAMAGED) from error
    with pdf:
        if pdf.is_encrypted:
            raise Problem(ENCRYPTED)
        try:
            pages = len(pdf.pages)
        except MemoryError:
            raise
        except Exception as error:
            raise Problem(DAMAGED) from error
        if not pages:
            raise Problem(DAMAGED)
        if pages > MAX_PAGES:
            raise Problem(TOO_MANY_PAGES, limit=MAX_PAGES, pages=pages)
        yield pdf


def _pages(content: bytes) -> Iterator[Page]:
    try:
        document = pypdfium2.PdfDocument(content)
        try:
            document.init_forms()  # else what was typed into a form's fields stays invisible
            for number in range(len(document)):
                yield _drawn(document[number])
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise Problem(DAMAGED) from error


def _drawn(page: pypdfium2.PdfPage) -> Page:
    width, height = page.get_size()  # points; any page may claim any size
    scale = min(PAGE_WIDTH / max(width, 1), PAGE_HEIGHT / max(height, 1))
    bitmap = page.render(scale=scale)
    try:
        return page_of(bitmap.to_pil())
    finally:
        bitmap.close()
        page.close()
