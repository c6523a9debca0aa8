"""Who may see which file: each app registers a rule for its kind of owner, and one view serves them all."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

Rule = Callable[[Any], "QuerySet[Any, Any]"]
_rules: dict[str, Rule] = {}
_own: dict[str, Rule] = {}


def register(kind: str, owners_for: Rule, own: Rule) -> None:
    """Let `owners_for(user)` (a queryset of owner ids) decide about files of `kind`. Raises ValueError when taken.

    `own(user)` are the owner ids that are the person's own affair, whoever uploaded the file.
    """
    if kind in _rules and _rules[kind] is not owners_for:
        raise ValueError(f"Files of kind {kind!r} already have an access rule; one kind has one rule.")
    _rules[kind], _own[kind] = owners_for, own


def owners_seen_by(user: Any) -> Iterator[tuple[str, "QuerySet[Any, Any]"]]:
    """Yield (kind, ids of the owners `user` may see) for each registered kind."""
    for kind, owners_for in _rules.items():
        yield kind, owners_for(user)


def is_own(kind: str, owner_id: int, user: Any) -> bool:
    """Say whether a file is of the person's own affair: what somebody files at work for another is not."""
    return _own[kind](user).filter(pk=owner_id).exists()
