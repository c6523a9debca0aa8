"""`manage.py export_shortlist ID --format csv --out PATH`: a frozen list as a file."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applications.shortlists.management.naming import shortlist_named
from applications.shortlists.services import export_csv
from portal.common.errors import DomainError

THERE_IS = "csv"
PLANNED = ("xlsx", "pdf", "zip")


class Command(BaseCommand):
    """Exit code 0 = written, 2 = wrong usage."""

    help = "Write a frozen shortlist to a file. The export is recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        """ID, format, columns and where to."""
        parser.add_argument(
            "shortlist", metavar="ID", help="the list's number as the staff site shows it in its address"
        )
        parser.add_argument("--format", default=THERE_IS, help="csv")
        parser.add_argument("--columns", help="keys of columns, comma-separated; all when left out")
        parser.add_argument("--out", required=True, metavar="PATH", help="file to write; - for standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export, or say in words what is wrong."""
        form = str(options["format"]).lower()
        if form != THERE_IS:
            known = f"{form} is not there yet" if form in PLANNED else f"there is no format {form!r}"
            raise CommandError(f"{known}; the format there is: {THERE_IS}. Use --format {THERE_IS}.", returncode=2)
        shortlist = shortlist_named(options["shortlist"])
        columns = options["columns"].split(",") if options["columns"] else None
        try:
            if options["out"] == "-":
                export_csv(shortlist, sys.stdout.buffer, columns=columns)
                return
            written = self._to_file(Path(options["out"]), lambda out: export_csv(shortlist, out, columns=columns))
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            raise CommandError(
                f"{options['out']} cannot be written: {error.strerror}. Give another --out.", returncode=2
            ) from error
        self.stderr.write(f"{written.rows} rows written to {options['out']}, sha256 {written.sha256}")

    def _to_file(self, path: Path, write: Any) -> Any:
        """Write beside the target and rename: nobody finds half a list, and an old file survives a failure."""
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                written = write(out)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return written
