"""Releasing what a run holds: one step for all of it, on record; or discarding it, and nobody ever hears of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from applications.actors import Actor, actor_for
from applications.models import (
    Application,
    LineKind,
    Rescreening,
    RescreeningLine,
    RunState,
    ScreeningTask,
    Snapshot,
    counting,
)
from applications.permissions import check_rescreening
from applications.screened import screened_last, waiting_for_people
from applications.services.overrides import lapse
from applications.services.rescreening import offering
from applications.services.rescreening.chunks import WHY
from applications.services.rescreening.overridden import outcomes_with_overrides
from applications.services.transition import transition_many
from applications.states import OVER, SCREENED
from applications.workflow import Event
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import DomainError
from portal.common.signalling import signal_after_commit
from programs.models import VersionState
from programs.services.binding import put_in_force
from programs.services.calls import locked_call

BATCH = 500
# The choices of applications that now stand under the run's binding say what its results say.
_CHOICES = """
UPDATE applications_choice AS choice SET outcome = held.outcome
FROM applications_screeningresult AS held
JOIN applications_rescreeningline AS line ON line.snapshot_id = held.snapshot_id AND line.run_id = %s
WHERE held.binding_id = %s AND held.choice_id = choice.id AND choice.application_id = ANY (%s)
  AND choice.outcome <> held.outcome
"""


@dataclass
class Released:
    """Primary keys: whose status changed and who were told, who go to a person, who were passed over."""

    told: list[int] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)


@transaction.atomic
def release(run: Rescreening, *, user: Any) -> Released:
    """Put a finished run's binding in force for its call and its applications.

    Where the outcome is another and the status is still what a screening made it, the status follows and the
    applicant gets a letter. Where people have decided since, or are deciding, a task is opened for a person. An
    override goes on where its rule is the same; another one asks to be confirmed again, and the status waits for
    that. Who was screened anew or moved to other rules meanwhile is passed over and stays as they are. All of it or
    nothing. Drafts keep their rules; a worker offers them the new ones afterwards.

    Raises NotAllowed: not_coordinator, own_application; DomainError: not_finished, rules_retired, release_refused.
    """
    locked = _locked(run, user)
    if locked.state != RunState.HELD:
        raise DomainError(
            "not_finished",
            _("Re-screening %(number)d is “%(state)s”. Only a finished run that nobody has released can be released.")
            % {"number": locked.number, "state": locked.get_state_display()},
            state=locked.state,
        )
    _refuse_retired(locked)
    now = _applications_locked(locked)
    released = Released()
    lines = list(RescreeningLine.objects.unscoped(WHY).filter(run=locked).order_by("application_id"))
    usable = [line for line in lines if _still_holds(line, now)]
    kept = {line.pk for line in usable}
    released.skipped = [line.application_id for line in lines if line.pk not in kept]
    keys = [line.application_id for line in usable]
    before = outcomes_with_overrides(keys)
    _put_under_new_rules(locked, keys)
    asking = lapse(keys, locked.to_binding, user=user)
    after = outcomes_with_overrides(before, keep=True)
    said = [
        _Said(line, before.get(line.application_id, line.old_outcome), after.get(line.application_id, line.new_outcome))
        for line in usable
    ]
    # What an override waits for again, a person settles first: no letter goes out that its confirmation would undo.
    follows = [each for each in said if each.follows(now) and each.application_id not in asking]
    released.told = _apply(locked, follows, actor_for(user))
    waiting = {each.application_id for each in said if each.follows(now)}
    left = _open_tasks([each for each in said if each.old != each.new and each.application_id not in waiting], now)
    released.tasks = sorted({*left, *asking})
    put_in_force(locked.call, locked.to_binding)
    _settle(locked, RunState.RELEASED, user, released)
    return released


@transaction.atomic
def discard(run: Rescreening, *, user: Any) -> None:
    """Give a run up. Its results stay on record and never count; the rules in force stay in force.

    Raises NotAllowed: not_coordinator, own_application; DomainError: already_settled.
    """
    locked = _locked(run, user)
    if locked.state not in (RunState.RUNNING, RunState.HELD, RunState.STOPPED):
        raise DomainError(
            "already_settled",
            _("Re-screening %(number)d is “%(state)s” already.")
            % {"number": locked.number, "state": locked.get_state_display()},
            state=locked.state,
        )
    _settle(locked, RunState.DISCARDED, user)


def _locked(run: Rescreening, user: Any) -> Rescreening:
    """The call first, as submissions do, then the run."""
    call = locked_call(run.call, None)
    check_rescreening(user, call)
    rows = Rescreening.objects.unscoped(WHY).select_for_update(of=("self",)).select_related("to_binding")
    locked: Rescreening = rows.select_related("to_binding__rule_set_version").get(pk=run.pk)
    locked.call = call
    return locked


def _refuse_retired(run: Rescreening) -> None:
    version = run.to_binding.rule_set_version
    if version.state == VersionState.RETIRED:
        raise DomainError(
            "rules_retired",
            _("%(version)s was retired since this run began. Discard it, and begin one under the published rules.")
            % {"version": version},
        )


@dataclass(frozen=True)
class _Now:
    """An application at the moment of the release. `free`: its status is a screening's, and nobody is deciding."""

    status: str
    binding_id: int
    snapshot_id: int
    free: bool


def _applications_locked(run: Rescreening) -> dict[int, _Now]:
    """Lock the run's applications in the order of their keys, and say how they stand."""
    covered = RescreeningLine.objects.unscoped(WHY).filter(run=run).values("application_id")
    rows = Application.objects.unscoped(WHY).filter(pk__in=covered).order_by("pk").select_for_update(of=("self",))
    standing = list(rows.values_list("pk", "status", "binding_id"))
    newest = Snapshot.objects.unscoped(WHY).filter(counting(), application__in=covered).order_by()
    snapshots = dict(newest.values_list("application_id").annotate(newest=Max("pk")))
    keys = [key for key, _status, _binding in standing]
    free = screened_last(keys) - waiting_for_people(keys)
    return {key: _Now(status, binding, snapshots.get(key, 0), key in free) for key, status, binding in standing}


def _still_holds(line: RescreeningLine, now: dict[int, _Now]) -> bool:
    here = now[line.application_id]
    same = here.binding_id == line.old_binding_id and here.snapshot_id == line.snapshot_id
    return same and line.kind != LineKind.ERASED


@dataclass(frozen=True)
class _Said:
    """A line with what counts before and after: where there are overrides, as they stand at the release."""

    line: RescreeningLine
    old: str
    new: str

    @property
    def application_id(self) -> int:
        return int(self.line.application_id)

    def follows(self, now: dict[int, _Now]) -> bool:
        """Whether the status is a screening's, and another than what counts now."""
        here = now[self.application_id]
        return here.free and here.status in SCREENED and here.status != self.new


def _put_under_new_rules(run: Rescreening, keys: list[int]) -> None:
    Application.objects.unscoped(WHY).filter(pk__in=keys).update(binding=run.to_binding)
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES, [run.pk, run.to_binding_id, keys])


def _apply(run: Rescreening, lines: Sequence[_Said], actor: Actor) -> list[int]:
    """Let statuses follow, with their letters."""
    done: list[int] = []
    for batch in _batches(lines):
        result = transition_many(
            [Application(pk=line.application_id) for line in batch],
            Event.APPLY_SCREENING,
            actor=actor,
            outcomes={line.application_id: line.new for line in batch},
            idempotency_prefix=f"rescreening:{run.pk}",
        )
        if result.refused:
            first = next(iter(result.refused.values()))
            raise DomainError(
                "release_refused",
                _("Nothing was released, because %(n)d of the new outcomes cannot be applied. The first: %(error)s")
                % {"n": len(result.refused), "error": first},
                refused={key: error.code for key, error in result.refused.items()},
            )
        done += result.done
    return done


def _open_tasks(changed: Sequence[_Said], now: dict[int, _Now]) -> list[int]:
    """Leave to a person whatever a screening no longer changes, unless it is over or says what it says anyhow."""
    left = []
    for each in changed:
        status = now[each.application_id].status
        if status not in OVER and status != each.new:
            left.append(each.line)
    ScreeningTask.objects.bulk_create(
        [ScreeningTask(office_id=line.office_id, application_id=line.application_id, line=line) for line in left],
        batch_size=BATCH,
    )
    return [line.application_id for line in left]


def _settle(run: Rescreening, state: RunState, user: Any, released: Released | None = None) -> None:
    run.state, run.settled_by, run.settled_at = state, user, clock.now()
    if released is None:
        record("applications.rescreening_discarded", user=user, about=run)
    else:
        run.told, run.tasks, run.skipped = map(len, (released.told, released.tasks, released.skipped))
        run.offers_after, run.offered = 0, 0
        signal_after_commit(offering.TASK)
        record(
            "applications.rescreening_released",
            user=user,
            about=run,
            told=run.told,
            tasks=run.tasks,
            skipped=run.skipped,
        )
    run.save(update_fields=["state", "settled_by", "settled_at", "told", "tasks", "skipped", "offers_after", "offered"])


def _batches(lines: Sequence[_Said]) -> Iterator[Sequence[_Said]]:
    for start in range(0, len(lines), BATCH):
        yield lines[start : start + BATCH]
