"""`manage.py document_facts`: writes docs/facts.md from the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from programs.eligibility.documenting import facts_page
from programs.rulesets import rule_set, rule_set_names
from programs.vocabulary import vocabulary

PAGE = Path(__file__).resolve().parents[3] / "docs" / "facts.md"


def page() -> str:
    """Return what docs/facts.md must say."""
    return facts_page(vocabulary(), {name: rule_set(name) for name in rule_set_names()})


class Command(BaseCommand):
    """Writes the page about facts; a test fails while it is stale."""

    help = _("Writes docs/facts.md from the catalogue's facts and rules.")
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        PAGE.write_text(page(), "utf-8")
        self.stdout.write(_("Wrote %(file)s.") % {"file": PAGE})
