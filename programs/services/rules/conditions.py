"""Changing one condition inside a rule of a draft: another leaf, a further one, its opposite, or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.common.errors import DomainError
from programs.authoring import edits
from programs.authoring.edits import Condition, Way
from programs.models import RuleSetVersion, VersionState
from programs.services.rules.editing import change_rule, rule_of
from programs.services.rules.shared import locked


def change_leaf(
    version: RuleSetVersion, key: str, way: Way, leaf: Condition, *, expected: str, actor: Any
) -> RuleSetVersion:
    """Put another condition in the place of one. Raises what change_rule raises; DomainError no_condition."""
    return _changed(version, key, lambda when: edits.replaced(when, way, leaf), expected, actor)


def join_leaf(
    version: RuleSetVersion, key: str, way: Way, word: str, leaf: Condition, *, expected: str, actor: Any
) -> RuleSetVersion:
    """Add a further condition (`all`) or an alternative (`any`). Raises what change_leaf raises."""
    return _changed(version, key, lambda when: edits.joined(when, way, word, leaf), expected, actor)


def negate(version: RuleSetVersion, key: str, way: Way, *, expected: str, actor: Any) -> RuleSetVersion:
    """Turn a condition into its opposite. Raises what change_leaf raises."""
    return _changed(version, key, lambda when: edits.negated(when, way), expected, actor)


def remove_condition(version: RuleSetVersion, key: str, way: Way, *, expected: str, actor: Any) -> RuleSetVersion:
    """Take a condition away. Raises what change_leaf raises; DomainError last_condition."""

    def without(when: Condition) -> Condition:
        left = edits.removed(when, way)
        if left is None:
            raise DomainError(
                "last_condition", _("A rule needs a condition. Remove the rule %(key)s as a whole.") % {"key": key}
            )
        return left

    return _changed(version, key, without, expected, actor)


@transaction.atomic
def _changed(
    version: RuleSetVersion, key: str, edit: Callable[[Condition], Condition], expected: str, actor: Any
) -> RuleSetVersion:
    draft = locked(version, actor, state=VersionState.DRAFT, expected=expected)
    try:
        when = edit(rule_of(draft.content, key)["when"])
    except LookupError:
        raise DomainError("no_condition", _("There is no such condition any more. Look at the rule again.")) from None
    return change_rule(draft, key, {"when": when}, expected=expected, actor=actor)
