"""`manage.py document_personal_data`: writes docs/personal-data.md from the tables of the apps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.common.classification import Personal, tables
from portal.dev.paths import CHECKOUT

PAGE = CHECKOUT / "docs" / "personal-data.md"
INTRODUCTION = """# Personal data

<!-- Written by `manage.py document_personal_data` from the modules `personal` of the apps. Do not edit by hand. -->

Every column that says something about somebody: whose it is, how sensitive it is, who may see it, how long it is kept.
Rights are those of [permissions.md](permissions.md); "the person" means whoever it is about. A column that is not
classified fails the tests, and so does a list or search of the staff site that shows a column to a role without its
right. Columns without an entry say nothing of anybody.
"""


def page() -> str:
    """Return what docs/personal-data.md must say, in English."""
    with override("en"):
        return "\n".join([INTRODUCTION, *_lines(), ""])


def _lines() -> Iterator[str]:
    yield "| table | columns | about | sensitivity | seen by | kept |"
    yield "|---|---|---|---|---|---|"
    for name, columns in sorted(tables().items()):
        for names, what in columns.personal.items():
            yield f"| {name} | {', '.join(f'`{each}`' for each in names.split())} | {_row(what)} |"


def _row(what: Personal) -> str:
    return " | ".join((what.whose, what.sensitivity, ", ".join(what.seen_by), what.kept))


class Command(BaseCommand):
    """Writes the page about personal data; a test fails while it is stale."""

    help = _("Writes docs/personal-data.md from what the apps say of their columns.")
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        PAGE.write_text(page(), "utf-8")
        self.stdout.write(_("Wrote %(file)s.") % {"file": PAGE})
