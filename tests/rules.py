"""Rule-set versions for tests: who writes MIRAI's rules, and the way of a draft to publication."""

from __future__ import annotations

from typing import Any

import yaml

from portal.accounts.models import User
from portal.offices.models import Office, Role
from programs.models import RuleSet, RuleSetVersion
from programs.services import rules
from tests.staff import posted

NOTE = "Ten months are accepted since the guideline of 2026."


def mirai() -> RuleSet:
    """Return MIRAI's rule set, loaded."""
    return RuleSet.objects.get(key="mirai")


def author(name: str = "Emi Sato", *, programme: str = "mirai") -> User:
    """Return a coordinator of a programme at the ministry."""
    return posted(Office.objects.get(code="mofa"), Role.COORDINATOR, name=name, programme=programme)


def months_in_japan(most: int) -> dict[str, Any]:
    """Return the condition on the months lived in Japan with another limit."""
    return {"le": {"fact": "japan_residence_months_total", "value": most}}


def drafted(by: User, *, most: int = 10) -> RuleSetVersion:
    """Return a draft that accepts more months in Japan, its cases with it."""
    draft = rules.begin_draft(mirai(), actor=by)
    leaf = months_in_japan(most)
    return rules.change_leaf(draft, "MIRAI-RES-1", (), leaf, expected=draft.sha256, actor=by)


def without_months(draft: RuleSetVersion, by: User) -> RuleSetVersion:
    """Take the cases that speak of the limit of six months out of a draft's cases."""
    kept = [case for case in draft.cases["cases"] if "MIRAI-RES-1" not in case.get("verdicts", {})]
    file = yaml.safe_dump({**draft.cases, "cases": kept}, allow_unicode=True).encode()
    return rules.put_cases(draft, file, name="cases.yaml", actor=by)


def proposed(by: User, *, most: int = 10) -> RuleSetVersion:
    """Return a proposal of such a change."""
    draft = without_months(drafted(by, most=most), by)
    return rules.propose(draft, note=NOTE, expected=draft.sha256, actor=by)
