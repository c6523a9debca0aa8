"""`manage.py verify_audit [--expect HASH]`: is the audit stream what was sealed?"""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit.queries import BROKEN, VERIFIED
from portal.audit.services import record
from portal.audit.verifying import Count, faults
from portal.common.isolation import one_moment

SHOWN = 100


class Command(BaseCommand):
    """Exit code 0 = whole (also where personal values were erased by right), 1 = faults, 2 = wrong usage."""

    help = _("Compute every digest and seal of the audit stream again and name what was changed, removed or put in.")

    def add_arguments(self, parser: CommandParser) -> None:
        """The anchor."""
        parser.add_argument(
            "--expect",
            metavar="HASH",
            default="",
            help=_("the hash of a seal as an earlier verification printed it; must still be in the chain"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the faults, then a line on what was read; the result itself is recorded in the stream."""
        expect = options["expect"].strip().lower()
        if expect and not re.fullmatch("[0-9a-f]{64}", expect):
            raise CommandError(
                _("%(given)r is no seal's hash: it must be 64 hexadecimal digits.") % {"given": options["expect"]},
                returncode=2,
            )
        count, number = Count(), 0
        with one_moment():
            for words in faults(count, expect=expect):
                number += 1
                if number <= SHOWN:
                    self.stdout.write(words)
        if number > SHOWN:
            self.stdout.write(_("… and %(n)d more.") % {"n": number - SHOWN})
        if number:
            record(BROKEN, seals=count.seals, entries=count.entries, problems=number)
        else:
            record(VERIFIED, seals=count.seals, entries=count.entries)
        self.stdout.write(_about(count))
        if number:
            raise CommandError(
                ngettext(
                    "The audit stream is broken: %(n)d fault.", "The audit stream is broken: %(n)d faults.", number
                )
                % {"n": number},
                returncode=1,
            )
        self.stdout.write(_("The audit stream is whole."))


def _about(count: Count) -> str:
    words = [
        _("Read: %(seals)d seals over %(entries)d entries; personal values beside %(details)d, erased from %(erased)d.")
        % vars(count),
        _("Not yet sealed, so not verified: %(unsealed)d entries.") % vars(count),
    ]
    if count.newest is not None:
        words.append(
            _("Newest seal: no. %(number)d of %(at)s, hash %(hash)s. Write it down elsewhere, and give it to --expect.")
            % {
                "number": count.newest.number,
                "at": f"{count.newest.at:%Y-%m-%d %H:%M} UTC",
                "hash": count.newest.sha256,
            }
        )
    return "\n".join(words)
