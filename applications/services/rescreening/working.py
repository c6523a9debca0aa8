"""A worker's side of runs: chunk after chunk until none is left, the time is over, or a run has to stop."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet

from applications.models import Rescreening, RunState
from applications.rescreenings import progress, still_to_screen
from applications.services.rescreening.chunks import WHY, Disagreement, screen_chunk
from applications.services.rescreening.starting import TASK
from applications.services.rescreening.stretches import AT_A_STRETCH, go_through, taken
from portal.audit.services import record
from portal.common import clock

CHUNK = 500
# An error that comes so often in a row is no accident: the run stops and says so.
MOST_FAILURES = 5
_FIELDS = ["state", "last_key", "failures", "stopped_at", "disagreement", "problem", "finished_at"]
logger = structlog.get_logger(__name__)


def work(*, seconds: float = AT_A_STRETCH, chunk: int = CHUNK) -> int:
    """Do chunks of every run under way; returns how many. Safe to run twice at once: a chunk holds its run's row."""
    return go_through(_running(), lambda key: do_chunk(key, size=chunk), task=TASK, seconds=seconds)


def do_chunk(key: int, *, size: int = CHUNK) -> bool:
    """Do one chunk of a run; returns whether there may be more to do now.

    False also when another worker holds the run, it is not running, Python and Postgres disagreed, or an error came.
    """
    try:
        with transaction.atomic():
            run = taken(_running(), key)
            return run is not None and _next(run, size)
    except Disagreement as found:
        _stop(key, found)
    except Exception as error:
        logger.exception("rescreening_chunk_failed", run=key)
        _count_failure(key, error)
    return False


def _running() -> QuerySet[Any]:
    runs: QuerySet[Any] = Rescreening.objects.unscoped(WHY).filter(state=RunState.RUNNING)
    return runs


def _next(run: Rescreening, size: int) -> bool:
    keys = list(still_to_screen(run).values_list("pk", flat=True)[:size])
    if keys:
        screen_chunk(run, keys)
        run.last_key, run.failures = keys[-1], 0
    else:
        run.state, run.finished_at = RunState.HELD, clock.now()
        found = progress(run)
        record("applications.rescreening_finished", about=run, screened=found.screened, changed=found.changed)
    run.save(update_fields=_FIELDS)
    return bool(keys)


@transaction.atomic
def _stop(key: int, found: Disagreement) -> None:
    run = taken(_running(), key)
    if run is None:
        return
    run.state, run.finished_at = RunState.STOPPED, clock.now()
    run.stopped_at_id, run.disagreement = found.application_id, found.said
    run.save(update_fields=_FIELDS)
    logger.error("rescreening_disagreement", run=key, application=found.application_id, said=found.said)
    record("applications.rescreening_stopped", about=run, why="disagreement", application=found.application_id)


@transaction.atomic
def _count_failure(key: int, error: Exception) -> None:
    """Write down that a chunk failed. The sweeper comes again in a minute, but not for ever."""
    run = taken(_running(), key)
    if run is None:
        return
    run.failures += 1
    run.problem = type(error).__name__[:80]
    if run.failures >= MOST_FAILURES:
        run.state, run.finished_at = RunState.STOPPED, clock.now()
        record("applications.rescreening_stopped", about=run, why=run.problem)
    run.save(update_fields=_FIELDS)
