"""Measuring what we do beside its limit, in turns, so that what the machine is busy with meets both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def in_turns(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median of seconds that each work takes; every round begins with another one. First come runs unmeasured."""
    names = list(works)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for name in names:
        works[name]()
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            began = time.perf_counter()
            works[name]()
            taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}
