"""Measuring what we do beside its limit, in turns, so that what the machine is busy with meets both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

Clock = Callable[[], float]


def in_turns(
    works: Mapping[str, Callable[[], object]], rounds: int, clock: Clock = time.perf_counter
) -> dict[str, float]:
    """The median of seconds that each work takes; every round begins with another one. First come runs unmeasured.

    `time.thread_time` is the clock for work of this process alone: it stands still while others have the processor.
    """
    names = list(works)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for name in names:
        works[name]()
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            began = clock()
            works[name]()
            taken[name].append(clock() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}
