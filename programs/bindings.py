"""The rules of a call as they are bound, read once per process: a binding never changes."""

from __future__ import annotations

from programs.eligibility import Bound
from programs.models import Binding
from programs.vocabulary import vocabulary

# More than a portal lists at once, because one check looks at every listed call. One call's values take some 15 to
# 80 KiB, and calls with equal values share one entry.
_KEPT = 1024
_by_hash: dict[str, Bound] = {}
_by_key: dict[int, Bound] = {}


def bound_of(binding: Binding) -> Bound:
    """Return a stored binding ready for screening. Raises DefinitionError when this engine cannot read it."""
    found = _by_hash.get(binding.sha256)
    if found is None:
        found = Bound.from_content(binding.content, vocabulary(), file=f"binding {binding.pk}")
        if len(_by_hash) >= _KEPT:
            _by_hash.clear()
        _by_hash[binding.sha256] = found
    return found


def bound_numbered(key: int) -> Bound:
    """Return the binding with this primary key ready for screening. Raises what `bound_of` raises."""
    found = _by_key.get(key)
    if found is None:
        found = bound_of(Binding.objects.unscoped("rules are the same for whoever asks").get(pk=key))
        if len(_by_key) >= _KEPT:
            _by_key.clear()
        _by_key[key] = found
    return found
