"""`manage.py document_permissions`: writes docs/permissions.md from the tables of roles and of the workflow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.permissions import NEEDS
from applications.workflow import EDGES, By, doers
from portal.offices.models import OfficeKind, Role
from portal.offices.permissions import HOMES, ROLES, Permission, roles_with

PAGE = Path(__file__).resolve().parents[3] / "docs" / "permissions.md"
INTRODUCTION = """# Who may do what

<!-- Written by `manage.py document_permissions` from portal/offices/permissions.py and applications/workflow.py.
     Do not edit by hand. -->

A role is held through a posting: a person, an office, a first and perhaps a last day, perhaps a programme. It reaches
the rows of that office, of that programme where one is named. At a ministry, a coordinator with a programme works
across the offices of that programme, a ministry officer sees what was nominated, an operator keeps every office, and an
auditor and an association liaison read over every office. Rules hold at every office, so a programme's rules are
drafted and published by its coordinators at a ministry alone, one proposing and another publishing.
Nobody is staff on an application of their own, opens or closes a posting of their own, or confirms a refusal or
an override that they proposed. Of a rule that ends an application, or to count one as not met, reviewers propose an
override and senior reviewers confirm it; any other one takes a reviewer alone. A reviewer does `apply_screening` by an
override only. Those who enter papers act for somebody whose application came on paper, at its office alone and until it
is claimed. Every right asks for a second factor used in the same session.
"""


def page() -> str:
    """Return what docs/permissions.md must say, in English."""
    with override("en"):
        parts = [INTRODUCTION, "## Roles\n", *_roles(), "\n## Where a role exists\n", *_homes()]
        return "\n".join([*parts, "\n## Events of an application\n", *_events(), ""])


def _roles() -> Iterator[str]:
    yield "| may | " + " | ".join(str(role.label) for role in Role) + " |"
    yield "|---" * (len(Role) + 1) + "|"
    for permission in Permission:
        held = ("yes" if permission in ROLES[role] else "" for role in Role)
        yield f"| {permission.label} | " + " | ".join(held) + " |"


def _homes() -> Iterator[str]:
    yield "| at | " + " | ".join(str(role.label) for role in Role) + " |"
    yield "|---" * (len(Role) + 1) + "|"
    for kind in OfficeKind:
        there = ("yes" if kind in HOMES[role] else "" for role in Role)
        yield f"| {kind.label} | " + " | ".join(there) + " |"


def _events() -> Iterator[str]:
    yield "| event | from | to | by | reason |"
    yield "|---|---|---|---|---|"
    for edge in EDGES:
        sources = ", ".join(sorted(edge.sources))
        targets = ", ".join(dict.fromkeys(edge.to.values()))
        who = ", ".join(_who(by) for by in sorted(doers(edge)))
        yield f"| `{edge.event}` | {sources} | {targets} | {who} | {'yes' if edge.needs_reason else ''} |"


def _who(by: By) -> str:
    """Name who a doer is: the applicant, the clock, or the roles that hold what it needs."""
    if by not in NEEDS:
        return {By.APPLICANT: "the applicant", By.SYSTEM: "the clock"}[by]
    roles = roles_with(NEEDS[by])
    named = " or ".join(str(role.label) for role in Role if role in roles)
    return f"of a paper: {named}" if by is By.PAPER_DESK else named


class Command(BaseCommand):
    """Writes the page about permissions; a test fails while it is stale."""

    help = _("Writes docs/permissions.md from the tables of roles and of the workflow.")
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        PAGE.write_text(page(), "utf-8")
        self.stdout.write(_("Wrote %(file)s.") % {"file": PAGE})
