"""What may be uploaded, in words for the page that asks for a file."""

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.files.filetypes import ACCEPTED, MAX_PAGES


def accept_attribute(*, pdf: bool = True, image: bool = True) -> str:
    """Return the value of `accept` of a file field: a help for the chooser, never a check."""
    wanted = [kind for kind in ACCEPTED if (image if kind.media_type.startswith("image/") else pdf)]
    return ",".join(extension for kind in wanted for extension in kind.extensions)


def limits_in_words(*, pdf: bool = True, image: bool = True) -> str:
    """Return the sentence a page shows before somebody chooses a file of these kinds."""
    values = {"size": filesizeformat(settings.UPLOAD_MAX_BYTES), "pages": MAX_PAGES}
    if not pdf:
        return _("A photo or scan as JPEG, PNG or HEIC; at most %(size)s.") % values
    if not image:
        return _("A PDF; at most %(size)s and %(pages)s pages; no password.") % values
    return (
        _("PDF, or a photo or scan as JPEG, PNG or HEIC; at most %(size)s and %(pages)s pages; no password.") % values
    )
