"""How a worker goes through runs: chunk after chunk, not for longer than a task may last, one worker to a run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from applications.models import Rescreening
from portal.common.signalling import signal

# Well below the task's time limit, and mails wait in the same queue.
AT_A_STRETCH = 20


def go_through(runs: QuerySet[Any], chunk: Callable[[int], bool], *, task: str, seconds: float) -> int:
    """Do chunks of each run, by its key, until none is left to do; return how many.

    After `seconds` the task is signalled again, and what is left is its business.
    """
    until = time.monotonic() + seconds
    done = 0
    for key in list(runs.order_by("pk").values_list("pk", flat=True)):
        while chunk(key):
            done += 1
            if time.monotonic() > until:
                signal(task)
                return done
    return done


def taken(runs: QuerySet[Any], key: int) -> Rescreening | None:
    """Return a run, held until the transaction ends; None where it is not among `runs` or another worker has it."""
    held = runs.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("call", "to_binding")
    run: Rescreening | None = held.filter(pk=key).first()
    return run
