"""Changing a draft: the values it leaves open for rounds and calls to give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.common.errors import DomainError
from programs.models import RuleSetVersion, VersionState
from programs.services.rules.editing import copied, parameters_in, store
from programs.services.rules.shared import locked


@transaction.atomic
def add_parameter(
    version: RuleSetVersion, key: str, declared: Mapping[str, Any], *, expected: str, actor: Any
) -> RuleSetVersion:
    """Declare a value that rounds and calls give. Raises what `store` raises; DomainError key_taken."""
    draft = locked(version, actor, state=VersionState.DRAFT, expected=expected)
    content = copied(draft)
    if key in content["parameters"]:
        raise DomainError(
            "key_taken", _("There is a value “%(key)s” already. Take another name.") % {"key": key}, field="key"
        )
    content["parameters"][key] = dict(declared)
    return store(draft, content, actor, rule="")


@transaction.atomic
def change_parameter(version: RuleSetVersion, key: str, default: Any, *, expected: str, actor: Any) -> RuleSetVersion:
    """Give a parameter that has a value by itself another one. Raises what `store` raises; DomainError no_default."""
    draft = locked(version, actor, state=VersionState.DRAFT, expected=expected)
    content = copied(draft)
    declared = content["parameters"].get(key, {})
    if "default" not in declared:
        raise DomainError(
            "no_default", _("“%(key)s” has no value of its own: rounds and calls give one.") % {"key": key}
        )
    content["parameters"][key] = {**declared, "default": default}
    return store(draft, content, actor, rule="")


@transaction.atomic
def remove_parameter(version: RuleSetVersion, key: str, *, expected: str, actor: Any) -> RuleSetVersion:
    """Take a value away that nothing names.

    Raises what `store` raises; DomainError no_parameter, parameter_used (values: users).
    """
    draft = locked(version, actor, state=VersionState.DRAFT, expected=expected)
    content = copied(draft)
    if key not in content["parameters"]:
        raise DomainError("no_parameter", _("There is no value “%(key)s” any more. Look at the list.") % {"key": key})
    users = [rule["key"] for rule in content["rules"] if key in parameters_in(rule["when"])]
    users += [name for name, entry in content["parameters"].items() if entry.get("needs") == key]
    if users:
        raise DomainError(
            "parameter_used",
            _("“%(key)s” is used by %(users)s. Change these first.") % {"key": key, "users": ", ".join(users)},
            users=users,
        )
    del content["parameters"][key]
    return store(draft, content, actor, rule="")
