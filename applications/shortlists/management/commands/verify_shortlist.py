"""`manage.py verify_shortlist ID`: is the list what was frozen?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applications.shortlists.management.naming import shortlist_named
from applications.shortlists.services import verify
from portal.common.errors import DomainError


class Command(BaseCommand):
    """Exit code 0 = verified (also where words were erased by right), 1 = differs, 2 = wrong usage."""

    help = "Compute a frozen shortlist's checksum again from its lines."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which list."""
        parser.add_argument(
            "shortlist", metavar="ID", help="the list's number as the staff site shows it in its address"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line on what was found; differences, if any, on further lines."""
        shortlist = shortlist_named(options["shortlist"])
        try:
            found = verify(shortlist)
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        about = f"shortlist {shortlist.pk} ({shortlist.call.slug}, version {shortlist.number}), sha256 {found.sha256}"
        if found.differences:
            raise CommandError(f"differs: {about}\n" + "\n".join(found.differences), returncode=1)
        erased = f", words of {found.erased} reasons were erased" if found.erased else ""
        self.stdout.write(f"{found.word}: {about}{erased}")
