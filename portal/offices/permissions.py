"""What each role may do, as one table. Where it may do it is the scope of its posting: office, programme, days.

Admins, services and `docs/permissions.md` take it from here; the workflow's events name what they need as well
(applications.permissions).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.offices.models import OfficeKind, Role


class Permission(TextChoices):
    """One thing a member of staff may do, in the words of the page that lists them."""

    READ_CATALOGUE = "catalogue.read", _("read programmes, rounds, rules and jurisdictions")
    READ_CALLS = "calls.read", _("read calls and their themes")
    CHANGE_CALLS = "calls.change", _("change and announce calls, extend deadlines")
    DRAFT_RULES = "rules.draft", _("draft and propose a programme's rules, preview what they would change")
    PUBLISH_RULES = "rules.publish", _("publish rules that a colleague proposed, or send them back")
    READ_APPLICATIONS = "applications.read", _("read dossiers with documents and verdicts")
    REVIEW_APPLICATIONS = "applications.review", _("open reviews, score, clear, propose refusals")
    ENTER_PAPER = "applications.paper", _("enter applications that came on paper, give codes to claim them")
    DECIDE_APPLICATIONS = "applications.decide", _("confirm refusals, take up again")
    PLACE_APPLICATIONS = "applications.place", _("release, promote, nominate, end places")
    RESCREEN = "applications.rescreen", _("screen calls again under new rules, release what came out")
    RECORD_RESULTS = "applications.results", _("return nominations, record the ministry's results")
    READ_HEALTH = "health.read", _("open health declarations; each opening is recorded")
    READ_SHORTLISTS = "shortlists.read", _("read shortlists")
    CHANGE_SHORTLISTS = "shortlists.change", _("make, arrange, freeze and export shortlists")
    KEEP_ASSOCIATIONS = "associations.keep", _("see and correct the alumni associations an office looks after")
    READ_OFFICES = "offices.read", _("see offices, postings and staff logins")
    KEEP_OFFICES = "offices.keep", _("open, close and hand over postings, end sessions")
    READ_MAILS = "mails.read", _("see mails that could not be delivered, send them again")
    READ_AUDIT = "audit.read", _("read the audit stream")


_REVIEWER = frozenset(
    {
        Permission.READ_CATALOGUE,
        Permission.READ_CALLS,
        Permission.READ_APPLICATIONS,
        Permission.REVIEW_APPLICATIONS,
        Permission.ENTER_PAPER,
    }
)
ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.REVIEWER: _REVIEWER,
    Role.SENIOR_REVIEWER: _REVIEWER
    | {Permission.DECIDE_APPLICATIONS, Permission.READ_HEALTH, Permission.READ_SHORTLISTS},
    Role.COORDINATOR: frozenset(
        {
            Permission.READ_CATALOGUE,
            Permission.READ_CALLS,
            Permission.CHANGE_CALLS,
            # Rules hold at every office: only a posting at a ministry for the whole programme reaches them.
            Permission.DRAFT_RULES,
            Permission.PUBLISH_RULES,
            Permission.READ_APPLICATIONS,
            Permission.ENTER_PAPER,
            Permission.PLACE_APPLICATIONS,
            Permission.RESCREEN,
            Permission.READ_SHORTLISTS,
            Permission.CHANGE_SHORTLISTS,
        }
    ),
    Role.MINISTRY: frozenset({Permission.READ_CATALOGUE, Permission.READ_APPLICATIONS, Permission.RECORD_RESULTS}),
    # Students reach a Center as applicants reach a mission: its officer checks and reviews them.
    Role.CENTER_OFFICER: _REVIEWER,
    Role.LIAISON: frozenset({Permission.READ_CATALOGUE, Permission.KEEP_ASSOCIATIONS}),
    Role.OPERATOR: frozenset(
        {
            Permission.READ_CATALOGUE,
            Permission.READ_OFFICES,
            Permission.KEEP_OFFICES,
            Permission.READ_MAILS,
            Permission.READ_AUDIT,
        }
    ),
    # Who checks the others reads what they did and what they were allowed, and changes nothing.
    Role.AUDITOR: frozenset(
        {Permission.READ_CATALOGUE, Permission.READ_CALLS, Permission.READ_OFFICES, Permission.READ_AUDIT}
    ),
}

_MISSIONS = frozenset({OfficeKind.EMBASSY, OfficeKind.CONSULATE_GENERAL, OfficeKind.CONSULAR_OFFICE})
_MINISTRY = frozenset({OfficeKind.MINISTRY})
_CENTER = frozenset({OfficeKind.CENTER})
# role -> the kinds of office where it exists
HOMES: Mapping[Role, frozenset[OfficeKind]] = {
    Role.REVIEWER: _MISSIONS | _CENTER,
    Role.SENIOR_REVIEWER: _MISSIONS | _CENTER,
    Role.COORDINATOR: _MISSIONS | _CENTER | _MINISTRY,
    Role.MINISTRY: _MINISTRY,
    Role.CENTER_OFFICER: _CENTER,
    Role.LIAISON: _MISSIONS | _MINISTRY,
    Role.OPERATOR: frozenset(OfficeKind),
    Role.AUDITOR: frozenset(OfficeKind),
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """Return the roles that hold a permission."""
    return frozenset(role for role, held in ROLES.items() if permission in held)
