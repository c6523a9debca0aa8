"""A call's values in the rules and its office's own rules, corrected until the call is announced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.common.errors import DomainError
from programs.eligibility.additions import WORDS
from programs.eligibility.canonical import canonical_json
from programs.models import Call
from programs.services.calls import locked_call
from programs.services.refusing import refuse_additions, refuse_fields


@transaction.atomic
def set_values(
    call: Call,
    *,
    parameters: Mapping[str, Any] | None = None,
    additions: Sequence[Mapping[str, Any]] | None = None,
    actor: Any,
) -> bool:
    """Put these parameters and additions in the place of the call's; whether any differs now.

    None leaves what is there; {} and [] take all away, so that the round's values and the programme's rules apply.
    Both are checked as create_call checks them, and the values once more by the announcement. Raises NotAllowed:
    not_coordinator; DomainError: fixed_by_announcement, not_valid, wrong_addition.
    """
    locked = locked_call(call, actor)
    if locked.announced_at is not None:
        raise DomainError(
            "fixed_by_announcement",
            _(
                "%(call)s is announced, so its values and its own rules can no longer change: "
                "they were put into the rules that people count on."
            )
            % {"call": locked},
            call=locked.slug,
        )
    values_before, rules_before = locked.parameters, locked.additions
    if parameters is not None:
        locked.parameters = dict(parameters)
    if additions is not None:
        locked.additions = list(additions)
    refuse_fields(locked)
    if additions is not None:
        refuse_additions(locked)
    values = _differing_values(values_before, locked.parameters)
    rules = _differing_rules(rules_before, locked.additions)
    if values or rules:
        locked.save(update_fields=["parameters", "additions"])
        record("programs.values_changed", user=actor, about=locked, parameters=values, additions=rules)
    call.parameters, call.additions = locked.parameters, locked.additions
    return bool(values or rules)


def _differing_values(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Names of the parameters that were added, removed or have another value."""
    return sorted(key for key in {*before, *after} if _written(before, key) != _written(after, key))


def _written(values: Mapping[str, Any], key: str) -> str | None:
    # As JSON, because Python takes true for 1, and the rules do not.
    return canonical_json(values[key]) if key in values else None


def _differing_rules(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[str]:
    """Keys of the rules that additions speak of and did not before, no longer do, or do in another way."""
    old, new = ([(canonical_json(entry), _rule_key(entry)) for entry in entries] for entries in (before, after))
    if old == new:
        return []
    # Additions apply in their order: where only that differs, all of them are named.
    return sorted({key for _entry, key in set(old) ^ set(new)} or {key for _entry, key in [*old, *new]})


def _rule_key(entry: Mapping[str, Any]) -> str:
    subject = next(entry[word] for word in WORDS if word in entry)
    return str(subject if isinstance(subject, str) else subject["key"]).strip()
