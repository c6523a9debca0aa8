"""Why a file is not taken: one function per reason, each saying what was found and what to do."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.errors import DomainError


def empty(name: str) -> DomainError:
    """The file has no content."""
    return DomainError(
        "file_empty",
        _("“%(name)s” is empty (0 bytes). Choose the file again; if it stays empty, save it anew on your device first.")
        % {"name": name},
        name=name,
    )


def gone(name: str) -> DomainError:
    """The bytes of a kept file are no longer there."""
    return DomainError(
        "file_gone",
        _("“%(name)s” is no longer kept. Choose the file on your device and upload it.") % {"name": name},
        name=name,
    )


def too_large(name: str, size: int, limit: int) -> DomainError:
    """`size` and `limit` are bytes."""
    return DomainError(
        "file_too_large",
        _(
            "“%(name)s” is %(size)s large; at most %(limit)s can be taken. Scan it with fewer dots per inch "
            "(200 is enough to read), or photograph the pages and send smaller pictures."
        )
        % {"name": name, "size": filesizeformat(size), "limit": filesizeformat(limit)},
        name=name,
        size=size,
        limit=limit,
    )


def type_refused(name: str, found: str) -> DomainError:
    """`found` names what the content is, '' when nobody knows."""
    if found:
        message = _(
            "“%(name)s” cannot be taken: whatever its name says, its content is “%(found)s”. "
            "Send a PDF, or a picture as JPEG, PNG or HEIC."
        )
    else:
        message = _(
            "“%(name)s” cannot be taken: its content is neither a PDF nor a picture (JPEG, PNG, HEIC). "
            "Save or print the document as PDF and send that."
        )
    return DomainError("file_type_refused", message % {"name": name, "found": found}, name=name, found=found)


def damaged(name: str) -> DomainError:
    """The content starts like an accepted type but cannot be read to the end."""
    return DomainError(
        "file_damaged",
        _(
            "“%(name)s” cannot be opened: the file is damaged or was cut off. Open it on your device; if it shows "
            "well there, save or print it as a new PDF and send that."
        )
        % {"name": name},
        name=name,
    )


def encrypted(name: str) -> DomainError:
    """A PDF that is encrypted, whether or not it opens without a password."""
    return DomainError(
        "file_encrypted",
        _(
            "“%(name)s” is protected (encrypted), so the people who check your application could not work with it. "
            "Open it, print it to a new PDF without protection, and send that."
        )
        % {"name": name},
        name=name,
    )


def too_many_pages(name: str, pages: int, limit: int) -> DomainError:
    """More pages than one document may have."""
    return DomainError(
        "file_too_many_pages",
        ngettext(
            "“%(name)s” has %(pages)s page; at most %(limit)s can be taken.",
            "“%(name)s” has %(pages)s pages; at most %(limit)s can be taken. Send only the pages that are asked for.",
            pages,
        )
        % {"name": name, "pages": pages, "limit": limit},
        name=name,
        pages=pages,
        limit=limit,
    )


def too_many_pixels(name: str, width: int, height: int, limit: int) -> DomainError:
    """A picture with more than `limit` pixels."""
    return DomainError(
        "file_too_many_pixels",
        _(
            "“%(name)s” measures %(width)s × %(height)s pixels, more than the %(limit)s million that can be taken. "
            "Save a smaller copy (4,000 pixels across is plenty for a page) and send that."
        )
        % {"name": name, "width": width, "height": height, "limit": limit // 1_000_000},
        name=name,
        width=width,
        height=height,
        limit=limit,
    )


def too_demanding(name: str, megabytes: int, seconds: int) -> DomainError:
    """Opening it took more memory (MB) or time (s) than any document needs, or broke the reader."""
    return DomainError(
        "file_too_demanding",
        _(
            "“%(name)s” could not be opened with %(megabytes)s MB of memory and within %(seconds)s seconds: it unpacks "
            "to far more than a document needs, or it is damaged. Print it to a new PDF, or photograph the pages, and "
            "send that."
        )
        % {"name": name, "megabytes": megabytes, "seconds": seconds},
        name=name,
        megabytes=megabytes,
        seconds=seconds,
    )


def not_checked(name: str) -> DomainError:
    """No process to look at it could be run: our fault, and nothing was kept."""
    return DomainError(
        "file_not_checked",
        _(
            "“%(name)s” could not be looked at: the fault is on our side, and nothing of it was kept. Your answers are "
            "safe. Try again in a few minutes; if it happens again, write to the office that handles your application."
        )
        % {"name": name},
        name=name,
    )


def not_stored(name: str) -> DomainError:
    """The storage is full or away: our fault, and nothing was kept."""
    return DomainError(
        "file_not_stored",
        _(
            "“%(name)s” could not be stored: the fault is on our side, and nothing of it was kept. Your answers are "
            "safe. Try again in a few minutes; if it happens again, write to the office that handles your application."
        )
        % {"name": name},
        name=name,
    )
