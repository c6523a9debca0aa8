"""Changing a draft: rules as a whole, and how any change of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.common.errors import DomainError
from programs.eligibility import DefinitionError
from programs.models import RuleSetVersion, VersionState
from programs.services.rules.shared import locked, rules_in

Data = dict[str, Any]


@transaction.atomic
def add_rule(version: RuleSetVersion, rule: Mapping[str, Any], *, expected: str, actor: Any) -> RuleSetVersion:
    """Add a rule at the end. Raises what `store` raises; DomainError key_taken."""
    draft = locked(version, actor, state=VersionState.DRAFT, expected=expected)
    content = copied(draft)
    if any(entry["key"] == rule.get("key") for entry in content["rules"]):
        raise DomainError(
            "key_taken", _("There is a rule %(key)s already. Take another key.") % {"key": rule["key"]}, field="key"
        )
    content["rules"].append({word: value for word, value in rule.items() if word != "note" or value})
    return store(draft, content, actor, rule=str(rule.get("key", "")))


@transaction.atomic
def change_rule(
    version: RuleSetVersion, key: str, changes: Mapping[str, Any], *, expected: str, actor: Any
) -> RuleSetVersion:
    """Put `changes` (fields of a rule, `when` among them) into one. Raises what `store` raises; DomainError no_rule."""
    draft = locked(version, actor, state=VersionState.DRAFT, expected=expected)
    content = copied(draft)
    number = _number_of(content, key)
    merged = {**content["rules"][number], **changes}
    content["rules"][number] = {word: value for word, value in merged.items() if word != "note" or value}
    return store(draft, content, actor, rule=key)


@transaction.atomic
def remove_rule(version: RuleSetVersion, key: str, *, expected: str, actor: Any) -> RuleSetVersion:
    """Take a rule away. Raises what `store` raises; DomainError no_rule, last_rule."""
    draft = locked(version, actor, state=VersionState.DRAFT, expected=expected)
    content = copied(draft)
    del content["rules"][_number_of(content, key)]
    if not content["rules"]:
        raise DomainError("last_rule", _("No rule would be left, and everybody would be eligible. Keep at least one."))
    return store(draft, content, actor, rule=key)


def store(draft: RuleSetVersion, content: Data, actor: Any, *, rule: str) -> RuleSetVersion:
    """Write a draft's new content, read strictly first. Raises DomainError unreadable with place and choices."""
    try:
        content["rules"] = [_with_optional(entry, content["parameters"]) for entry in content["rules"]]
        rules = rules_in(draft, content)
    except DefinitionError as error:
        raise DomainError("unreadable", str(error), path=error.path, choices=list(error.choices)) from None
    draft.content, draft.sha256 = rules.content(), rules.sha256
    draft.save(update_fields=["content", "sha256"])
    record("programs.rules_changed", user=actor, about=draft, rule=rule)
    return draft


def rule_of(content: Mapping[str, Any], key: str) -> Data:
    """Return a rule's data. Raises DomainError no_rule."""
    rule: Data = content["rules"][_number_of(content, key)]
    return rule


def copied(draft: RuleSetVersion) -> Data:
    """Return a draft's content to change: the draft's own stays as it is."""
    return {
        **draft.content,
        "parameters": dict(draft.content.get("parameters", {})),
        "rules": [dict(rule) for rule in draft.content["rules"]],
    }


def _number_of(content: Mapping[str, Any], key: str) -> int:
    for number, rule in enumerate(content["rules"]):
        if rule["key"] == key:
            return number
    raise DomainError("no_rule", _("There is no rule %(key)s any more. Look at the list.") % {"key": key}, rule=key)


def _with_optional(entry: Data, declared: Mapping[str, Any]) -> Data:
    """Keep `applies_with` true to the condition: it names the parameters in use that may be unset."""
    used = parameters_in(entry.get("when"))
    kept = [name for name in entry.get("applies_with", ()) if name in used]
    optional = [name for name in used if declared.get(name, {}).get("optional") and name not in kept]
    rest = {word: value for word, value in entry.items() if word != "applies_with"}
    return {**rest, "applies_with": [*kept, *optional]} if kept or optional else rest


def parameters_in(data: Any) -> list[str]:
    """Return the names of parameters that a condition's data speak of, each once."""
    if isinstance(data, Mapping):
        own = [str(data["param"])] if "param" in data else []
        return list(dict.fromkeys([*own, *(name for part in data.values() for name in parameters_in(part))]))
    if isinstance(data, list):
        return list(dict.fromkeys(name for part in data for name in parameters_in(part)))
    return []
