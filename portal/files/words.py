"""What pages say about the check of a stored file."""

from django.utils.translation import gettext as _

from portal.files.cleaning import problems
from portal.files.models import FileState, StoredFile

NOT_SCANNED = "none"
GIVEN_UP = "given_up"
INFECTED = "infected"
CHANGED = "changed"


def state_in_words(file: StoredFile) -> str:
    """Return one sentence for the file's owner: what the check found, and what to do."""
    if file.state == FileState.PENDING:
        return _("Being checked. This takes a minute at most; you can go on meanwhile.")
    if file.state == FileState.CLEAN:
        return _("Checked.")
    return problem_in_words(file)


def problem_in_words(file: StoredFile) -> str:
    """Return why a file was refused or could not be checked, and what to do; '' when nothing is wrong."""
    if file.state == FileState.SUSPECT:
        return _("The check refused this file as unsafe. Remove it, and send another copy from a device you trust.")
    if file.state != FileState.ERROR:
        return ""
    if file.problem == problems.DAMAGED:
        return _("This file could not be read to its end. Save or print it as a new PDF, and replace it with that.")
    return _("This file could not be checked. Please replace it: save or print it as a new PDF and send that.")


def scan_in_words(file: StoredFile) -> str:
    """Return, for staff, whether a virus scanner has looked at the file; '' while it is being checked."""
    if not file.scanner:
        return ""
    if file.scanner == NOT_SCANNED:
        return _("not virus-scanned")
    return _("scanned by %(scanner)s") % {"scanner": file.scanner}
