"""What every verb on a version does first: lock it, ask who may, ask whether somebody was quicker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.permissions import Permission
from programs.catalog_files import CATALOG, read_yaml
from programs.eligibility import RuleSet as Rules
from programs.eligibility import parse_rule_set
from programs.models import Origin, RuleSet, RuleSetVersion, VersionState
from programs.permissions import writes_rules
from programs.vocabulary import vocabulary


def require(user: Any, rule_set: RuleSet, permission: Permission = Permission.DRAFT_RULES) -> None:
    """Raise NotAllowed unless `user` works on this rule set. Who it is can never be nobody."""
    if user is None or not writes_rules(user, rule_set, permission):
        raise NotAllowed(
            "not_your_rules",
            _(
                "Rules hold at every office, so those of a programme are written by its coordinators at a ministry. "
                "Your postings today do not include that for %(rules)s. Write to them what should change and why."
            )
            % {"rules": rule_set.key},
            rule_set=rule_set.key,
            needs=permission.value,
        )


def require_one_who_writes(user: Any, rule_set: RuleSet) -> None:
    """Raise NotAllowed unless `user` drafts or publishes this rule set."""
    if user is None or not writes_rules(user, rule_set, Permission.PUBLISH_RULES):
        require(user, rule_set)


def locked(
    version: RuleSetVersion,
    user: Any,
    *,
    state: VersionState,
    expected: str | None = None,
    permission: Permission = Permission.DRAFT_RULES,
) -> RuleSetVersion:
    """Return the version, locked together with its rule set, in the state that a verb needs.

    `expected` is the SHA-256 of the content the reader saw. Raises NotAllowed; DomainError gone, wrong_state; Conflict.
    """
    # The rule set first, always: whoever publishes retires another row of it.
    rule_set = RuleSet.objects.select_for_update().get(pk=version.rule_set_id)
    require(user, rule_set, permission)
    found = RuleSetVersion.objects.select_for_update().filter(pk=version.pk).first()
    if found is None:
        raise DomainError("gone", _("This draft was discarded meanwhile. Begin a new one."), version=version.pk)
    found.rule_set = rule_set
    if found.state != state:
        raise DomainError(
            "wrong_state",
            _("This is done to what is “%(wanted)s”, and %(version)s is “%(state)s”. Look at it again.")
            % {"wanted": state.label, "version": found, "state": found.get_state_display()},
            state=found.state,
            wanted=state.value,
        )
    if expected is not None and expected != found.sha256:
        raise Conflict(
            "changed_meanwhile",
            _("Somebody changed these rules since you opened the page. Look at what they say now, then do it again."),
            sha256=found.sha256,
        )
    return found


def rules_in(version: RuleSetVersion, content: Mapping[str, Any] | None = None) -> Rules:
    """Return a version's rules, or `content` read in its place. Raises DefinitionError."""
    return parse_rule_set(version.content if content is None else content, vocabulary(), file=str(version))


def cases_of(version: RuleSetVersion) -> Mapping[str, Any]:
    """Return a version's cases; for what the catalogue published, those of the catalogue's file. {} without any."""
    path = CATALOG / version.rule_set.key / "cases.yaml"
    if not version.cases and (version.origin, version.state) == (Origin.CATALOG, VersionState.PUBLISHED):
        return read_yaml(path) if path.exists() else {}
    cases: Mapping[str, Any] = version.cases
    return cases
