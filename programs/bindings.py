"""The rules of a call as they are bound, read once per process: a binding never changes."""

from __future__ import annotations

from programs.eligibility import Bound
from programs.models import Binding
from programs.vocabulary import vocabulary

_KEPT = 128
_by_hash: dict[str, Bound] = {}


def bound_of(binding: Binding) -> Bound:
    """Return a stored binding ready for screening. Raises DefinitionError when this engine cannot read it."""
    if binding.sha256 not in _by_hash:
        if len(_by_hash) >= _KEPT:
            _by_hash.clear()
        _by_hash[binding.sha256] = Bound.from_content(binding.content, vocabulary(), file=f"binding {binding.pk}")
    return _by_hash[binding.sha256]
