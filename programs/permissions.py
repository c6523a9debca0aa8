"""Who may do what with a call. Asked of postings in force today, never of Django's permission table."""

from __future__ import annotations

from typing import Any

from portal.offices.models import OfficeKind
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import current_postings
from programs.models import Call, ProgrammeVersion, RuleSet


def coordinates(user: Any, call: Call, permission: Permission = Permission.CHANGE_CALLS) -> bool:
    """Say whether `user` holds `permission` on the call: at its office, or at a ministry for its whole programme."""
    programme = call.round.programme.slug
    for posting in current_postings(user):
        if posting.role not in roles_with(permission) or posting.programme not in ("", programme):
            continue
        if posting.office_id == call.office_id:
            return True
        if posting.office.kind == OfficeKind.MINISTRY and posting.programme == programme:
            return True
    return False


def programmes_of(rule_set: RuleSet) -> frozenset[str]:
    """Return the slugs of the programmes whose newest definition names this rule set."""
    newest = ProgrammeVersion.objects.order_by("programme_id", "-number").distinct("programme_id")
    named = newest.values_list("programme__slug", "content__rule_set")
    return frozenset(slug for slug, key in named if key == rule_set.key)


def writes_rules(user: Any, rule_set: RuleSet, permission: Permission = Permission.DRAFT_RULES) -> bool:
    """Say whether `user` holds `permission` on a rule set: at a ministry, for every programme that is ruled by it.

    Rules hold at every office, so a posting at one of them does not reach them.
    """
    programmes = programmes_of(rule_set)
    reached = {
        posting.programme
        for posting in current_postings(user)
        if posting.role in roles_with(permission) and posting.office.kind == OfficeKind.MINISTRY
    }
    return bool(programmes) and programmes <= reached
