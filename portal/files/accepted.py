"""What may be uploaded, in words for the page that asks for a file."""

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.files.filetypes import ACCEPTED, MAX_PAGES


def accept_attribute() -> str:
    """Return the value of `accept` of a file field: a help for the chooser, never a check."""
    return ",".join(extension for accepted in ACCEPTED for extension in accepted.extensions)


def limits_in_words() -> str:
    """Return the sentence a page shows before somebody chooses a file."""
    sentence = _("PDF, or a photo or scan as JPEG, PNG or HEIC; at most %(size)s and %(pages)s pages; no password.")
    return sentence % {"size": filesizeformat(settings.UPLOAD_MAX_BYTES), "pages": MAX_PAGES}
