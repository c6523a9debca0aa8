"""`manage.py verify_screening REFERENCE | --call SLUG | --all`: do stored results follow from what was frozen?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.management.naming import call_named
from applications.models import Application
from applications.services.verifying import WHY, Count, faults
from portal.audit.services import record
from portal.common.reference import normalise

SHOWN = 100


class Command(BaseCommand):
    """Exit code 0 = nothing differs (also where values were erased by right), 1 = something does, 2 = wrong usage."""

    help = _(
        "Derive stored screening results again from snapshot, binding and engine, byte for byte, and name what "
        "differs. Verdicts on health are taken as they were given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One application, a call, or all."""
        parser.add_argument("reference", nargs="?", default="", metavar="REFERENCE", help=_("one application"))
        parser.add_argument("--call", metavar="SLUG", default="", help=_("every application to this call"))
        parser.add_argument("--all", action="store_true", help=_("every application there is"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what differs, then a line on what was read; the result itself is recorded in the audit stream."""
        rows, about = _chosen(options["reference"], options["call"], options["all"])
        count, number = Count(), 0
        for words in faults(rows, count):
            number += 1
            if number <= SHOWN:
                self.stdout.write(words)
        if number > SHOWN:
            self.stdout.write(_("… and %(n)d more.") % {"n": number - SHOWN})
        record("applications.screening_verified", about=about, results=count.results, faults=number)
        self.stdout.write(
            _("Read: %(applications)d applications with %(results)d results; values erased from %(erased)d snapshots.")
            % vars(count)
        )
        if number:
            words = ngettext("%(n)d difference was found.", "%(n)d differences were found.", number)
            raise CommandError(words % {"n": number}, returncode=1)
        self.stdout.write(_("Every stored result follows from what was frozen."))


def _chosen(reference: str, slug: str, everything: bool) -> tuple[QuerySet[Application, Application], Any]:
    """Return the applications meant, and the row that the audit entry is about."""
    if bool(reference) + bool(slug) + everything != 1:
        raise CommandError(_("Say which: one REFERENCE, --call SLUG, or --all."), returncode=2)
    rows = Application.objects.unscoped(WHY)
    if everything:
        return rows, None
    if slug:
        call = call_named(slug)
        return rows.filter(call=call), call
    found = rows.filter(reference=normalise(reference) or "").first()
    if found is None:
        raise CommandError(
            _("There is no application %(reference)r. A reference has eleven letters and digits, such as 7F3ATK29QDX.")
            % {"reference": reference},
            returncode=2,
        )
    return rows.filter(pk=found.pk), found
