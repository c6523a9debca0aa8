"""A worker's side of runs: chunk after chunk until none is left, the time is over, or a run has to stop."""

from __future__ import annotations

import time

import structlog
from django.db import transaction

from applications.models import Rescreening, RunState
from applications.rescreenings import progress, still_to_screen
from applications.services.rescreening.chunks import WHY, Disagreement, screen_chunk
from applications.services.rescreening.starting import TASK
from portal.audit.services import record
from portal.common import clock
from portal.common.signalling import signal

CHUNK = 500
# Well below the task's time limit, and mails wait in the same queue.
AT_A_STRETCH = 20
# An error that comes so often in a row is no accident: the run stops and says so.
MOST_FAILURES = 5
_FIELDS = ["state", "last_key", "failures", "stopped_at", "disagreement", "problem", "finished_at"]
logger = structlog.get_logger(__name__)


def work(*, seconds: float = AT_A_STRETCH, chunk: int = CHUNK) -> int:
    """Do chunks of every run under way; returns how many. Safe to run twice at once: a chunk holds its run's row."""
    until = time.monotonic() + seconds
    done = 0
    running = Rescreening.objects.unscoped(WHY).filter(state=RunState.RUNNING).order_by("pk")
    for key in list(running.values_list("pk", flat=True)):
        while do_chunk(key, size=chunk):
            done += 1
            if time.monotonic() > until:
                signal(TASK)
                return done
    return done


def do_chunk(key: int, *, size: int = CHUNK) -> bool:
    """Do one chunk of a run; returns whether there may be more to do now.

    False also when another worker holds the run, it is not running, Python and Postgres disagreed, or an error came.
    """
    try:
        with transaction.atomic():
            run = _taken(key)
            return run is not None and _next(run, size)
    except Disagreement as found:
        _stop(key, found)
    except Exception as error:
        logger.exception("rescreening_chunk_failed", run=key)
        _count_failure(key, error)
    return False


def _taken(key: int) -> Rescreening | None:
    """The run, held until the transaction ends; None when it is not running or in another worker's hands."""
    rows = Rescreening.objects.unscoped(WHY).select_for_update(skip_locked=True, no_key=True, of=("self",))
    taken: Rescreening | None = rows.select_related("call", "to_binding").filter(pk=key, state=RunState.RUNNING).first()
    return taken


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
    run = _taken(key)
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
    run = _taken(key)
    if run is None:
        return
    run.failures += 1
    run.problem = type(error).__name__[:80]
    if run.failures >= MOST_FAILURES:
        run.state, run.finished_at = RunState.STOPPED, clock.now()
        record("applications.rescreening_stopped", about=run, why=run.problem)
    run.save(update_fields=_FIELDS)
