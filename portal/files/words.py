"""What pages say about the check of a stored file."""

from datetime import timedelta

from django.utils.translation import gettext as _

from portal.common import clock
from portal.files.cleaning import problems
from portal.files.cleaning.apart import CLEANING
from portal.files.limited.limits import MEGABYTE
from portal.files.models import FileState, StoredFile
from portal.files.scanning import NOBODY

USUAL = timedelta(minutes=10)  # a worker begins within a minute, and files wait in a queue
GIVEN_UP = "given_up"
INFECTED = "infected"
CHANGED = "changed"


def state_in_words(file: StoredFile) -> str:
    """Return one sentence for the file's owner: what the check found, and what to do."""
    if file.state == FileState.PENDING:
        return _("Being checked. %(waiting)s") % {"waiting": waiting_in_words(file)}
    if file.state == FileState.CLEAN:
        return _("Checked.")
    return problem_in_words(file)


def waiting_in_words(file: StoredFile) -> str:
    """Return how long the check of a pending file takes, and what its owner can do meanwhile."""
    if clock.now() - file.uploaded_at < USUAL:
        return _("This takes a minute at most; you can go on meanwhile.")
    return _(
        "This takes longer than usual, which is our fault. You need not send it again: it is checked as soon as "
        "that is possible, and you can submit meanwhile."
    )


def problem_in_words(file: StoredFile) -> str:
    """Return why a file was refused or could not be checked, and what to do; '' when nothing is wrong."""
    if file.state == FileState.SUSPECT:
        return _("The check refused this file as unsafe. Remove it, and send another copy from a device you trust.")
    if file.state != FileState.ERROR:
        return ""
    if file.problem == problems.DAMAGED:
        return _("This file could not be read to its end. Save or print it as a new PDF, and replace it with that.")
    if file.problem == problems.TOO_DEMANDING:
        return _(
            "This file could not be opened with %(megabytes)s MB of memory and within %(seconds)s seconds: it unpacks "
            "to far more than a document needs, or it is damaged. Print it to a new PDF, or photograph the pages, and "
            "replace it with that."
        ) % {"megabytes": CLEANING.memory // MEGABYTE, "seconds": CLEANING.seconds}
    return _("This file could not be checked. Please replace it: save or print it as a new PDF and send that.")


def scan_in_words(file: StoredFile) -> str:
    """Return, for staff, whether a virus scanner has looked at the file; '' while it is being checked."""
    if not file.scanner:
        return ""
    if file.scanner == NOBODY:
        return _("not virus-scanned")
    return _("scanned by %(scanner)s") % {"scanner": file.scanner}
