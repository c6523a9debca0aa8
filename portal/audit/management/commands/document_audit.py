"""`manage.py document_audit`: writes docs/audit.md from the table of codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.audit.codes import AREAS, CODES
from portal.audit.refusals import PER_MINUTE
from portal.audit.services import KEPT_FOR

PAGE = Path(__file__).resolve().parents[4] / "docs" / "audit.md"
INTRODUCTION = f"""# What the audit stream records

<!-- Written by `manage.py document_audit` from portal/audit/codes.py. Do not edit by hand. -->

One entry is one thing that happened: who, what, when, at which office. Entries are never changed or deleted; each
minute a job seals the new ones in a chain of hashes, and `manage.py verify_audit` computes it again
([decision 23](decisions/0023-audit-stream.md)). They hold ids, codes, numbers and hashes. Personal values lie in a row
beside the entry, which is erased with the person, and after {KEPT_FOR.days} days in any case.

Of refusals the first {PER_MINUTE} of a person in a minute are recorded one by one; the others are counted. What
applicants see of their own application and files is not recorded.
"""


def page() -> str:
    """Return what docs/audit.md must say, in English."""
    with override("en"):
        return "\n".join([INTRODUCTION, *_tables()])


def _tables() -> Iterator[str]:
    for area, title in AREAS.items():
        codes = {key: code for key, code in CODES.items() if key.split(".")[0] == area}
        yield f"## {title}\n"
        yield "| code | in words | personal values beside it |"
        yield "|---|---|---|"
        for key, code in sorted(codes.items()):
            sentence = re.sub(r"%\((\w+)\)s", r"*\1*", str(code.sentence))
            yield f"| `{key}` | {sentence} | {code.beside} |"
        yield ""


class Command(BaseCommand):
    """Writes the page about the audit stream; a test fails while it is stale."""

    help = _("Writes docs/audit.md from the codes of the audit stream.")
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        PAGE.write_text(page(), "utf-8")
        self.stdout.write(_("Wrote %(file)s.") % {"file": PAGE})
