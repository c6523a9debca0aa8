"""`manage.py load_catalog`: loads programs/catalog/, repeatable, reports what changed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from programs.eligibility.errors import DefinitionError
from programs.services.load_catalog import load_catalog
from programs.services.load_report import Loaded

WRONG = 2
MANY = 20
"""From how many added things of one kind on only their number is printed, unless more is asked for."""


class Command(BaseCommand):
    """Loads programmes, rule sets, offices, jurisdictions and rounds from the catalogue's files."""

    help = _("Loads programmes, rules, offices and rounds from the catalogue; what staff changed is kept.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and print a line for each thing that is not simply unchanged. Wrong files exit with 2 and words.

        What is added by the hundred, as on the first day, is counted instead of listed.
        """
        try:
            lines = load_catalog()
        except DefinitionError as error:
            raise CommandError(
                _("%(error)s Nothing was loaded; mend the file and run load_catalog again.") % {"error": error},
                returncode=WRONG,
            ) from None
        added = Counter(line.what for line in lines if line.result is Loaded.ADDED)
        many = {what for what, count in added.items() if count > MANY and options["verbosity"] < 2}
        for line in lines:
            together = line.result is Loaded.ADDED and line.what in many
            if options["verbosity"] > 1 or (line.result is not Loaded.UNCHANGED and not together):
                self.stdout.write(str(line))
        for what in sorted(many):
            self.stdout.write(_("%(what)s: %(count)s added") % {"what": what, "count": added[what]})
        count = Counter(line.result for line in lines)
        self.stdout.write(
            _(
                "Catalogue loaded: %(added)s added, %(updated)s updated, %(removed)s removed, "
                "%(unchanged)s unchanged, %(kept)s kept."
            )
            % {word.value: count[word] for word in Loaded}
        )
