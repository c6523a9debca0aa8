"""Submitting: lock, deadline, freeze, screen, status, event, mail in one transaction. And withdrawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from applications.actors import actor_for
from applications.attempts import ALREADY, FAILED, SUBMITTED
from applications.models import Application, ApplicationEvent, SubmissionAttempt
from applications.models.applications import ApplicationQuerySet
from applications.paper import arrival_of
from applications.permissions import awaits_claim
from applications.queries import answers_of, current_documents, definition_of, forget_along, read_along
from applications.services.identity import mark
from applications.services.screening import freeze_and_screen
from applications.services.transition import lock, transition, transition_locked
from applications.states import Status
from applications.workflow import Event
from portal.accounts.services import take_over
from portal.audit.services import record
from portal.common.errors import DomainError
from portal.common.failures import request_id
from portal.files.models import FileState
from portal.files.services import process
from programs.definitions.answers import person_values
from programs.models import CallState
from programs.wording import deadline_sentence


def submit(application: Application, *, user: Any, arrived_at: datetime, idempotency_key: str = "") -> Application:
    """Submit a draft and return it as stored. Eight clicks at once make one submission; so does a retry.

    `arrived_at` is the instant the request arrived: the deadline is judged by it, or for an entry from paper by when
    the paper arrived. Every attempt is recorded with its result, also when the submission itself is rolled back.
    Raises DomainError: call_not_open, incomplete, not_eligible_not_accepted, no_such_edge.
    """
    rows = Application.objects.unscoped("the workflow checks the actor").filter(pk=application.pk)
    return _submit(_Asked(rows, application.reference, user, arrived_at, idempotency_key))


def submit_own(reference: str, *, user: Any, arrived_at: datetime, idempotency_key: str = "") -> Application:
    """Submit the application of `user` with this reference, as `submit` does: found and held in one step.

    Raises Application.DoesNotExist for anybody else's and for no reference at all; and what `submit` raises.
    """
    rows = Application.objects.of_person(user).filter(reference=reference)
    return _submit(_Asked(rows, reference, user, arrived_at, idempotency_key))


@dataclass(frozen=True)
class _Asked:
    """Which application somebody wants submitted: the one row in `rows`, whose reference this is."""

    rows: ApplicationQuerySet
    reference: str
    user: Any
    arrived_at: datetime
    idempotency_key: str


def _submit(asked: _Asked) -> Application:
    try:
        try:
            return _in_one(asked)
        except _Waiting as waiting:
            # Nobody submits a file that is refused a minute later; the check takes its time, so no row waits for it.
            for file_id in waiting.files:
                process(file_id)
            return _in_one(asked, looked=True)
    except Application.DoesNotExist:
        raise
    except DomainError as error:
        record_attempt(asked.rows.get(), asked.arrived_at, error.code)
        raise
    except Exception:
        record_attempt(asked.rows.get(), asked.arrived_at, FAILED)
        raise


class _Waiting(Exception):
    """There are files that no worker has checked yet; nothing was written."""

    def __init__(self, files: list[int]) -> None:
        super().__init__(files)
        self.files = files


@transaction.atomic
def _in_one(asked: _Asked, *, looked: bool = False) -> Application:
    """Submit with its attempt, or neither; return the row as it is stored then. Raises _Waiting unless `looked`."""
    lot_is_public = _lot_is_public(asked.reference)
    found = lock(asked.rows, with_people=True)
    if not found:
        raise Application.DoesNotExist
    (locked,) = found
    result = _write(locked, asked, lot_is_public, looked)
    record_attempt(locked, asked.arrived_at, result)
    return locked


def _write(locked: Application, asked: _Asked, lot_is_public: bool, looked: bool) -> str:
    user, arrived_at = asked.user, asked.arrived_at
    if locked.person.user_id == user.pk:
        locked.person.user = user
    if locked.status == Status.DRAFT and lot_is_public:
        ended = _ended(locked)
        raise DomainError("call_not_open", ended, state=CallState.ENDED.value, lot="public")
    if locked.status != Status.DRAFT and locked.events.filter(event=Event.SUBMIT).exists():
        return ALREADY
    paper = arrival_of(locked)
    # In another state transition() says why it cannot be submitted; there is nothing to freeze.
    outcome = Status.NEEDS_CHECK.value
    if locked.status == Status.DRAFT:
        read_along(locked)
        waiting = [] if looked else _unchecked(locked)
        if waiting:
            raise _Waiting(waiting)
        outcome = freeze_and_screen(locked)
        mark(locked)
    transition_locked(
        locked,
        Event.SUBMIT,
        actor=actor_for(user),
        outcome=outcome,
        idempotency_key=asked.idempotency_key or None,
        data={"arrived_at": paper.arrived_at if paper else arrived_at, "on_paper": paper is not None},
        kept={"paper_arrived_at": paper.arrived_at.isoformat()} if paper else None,
        stored={"submitted_at": arrived_at},
    )
    if paper:  # somebody of the office did it for the applicant
        record("applications.paper_submitted", user=user, about=locked, outcome=locked.status)
    take_over(locked.person, person_values(definition_of(locked), answers_of(locked)))
    forget_along(locked)
    return SUBMITTED


def _ended(application: Application) -> str:
    if awaits_claim(application):
        return _(
            "The shortlist of %(call)s is frozen and the seed of its lot is public, so nothing more is entered. "
            "Ask the coordinator what can be done for a paper that arrived in time."
        ) % {"call": application.call}
    return deadline_sentence(application.call, CallState.ENDED, reference=application.reference)


def _lot_is_public(reference: str) -> bool:
    """Say whether the seed of the call's lot is public; if not, it stays secret until this transaction ends.

    The lock is shared: submissions do not wait for each other, only the freeze that publishes the seed waits for
    them. It is taken before the application's, as whoever moves a deadline does.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lot_published_at IS NOT NULL FROM programs_call"
            " WHERE id = (SELECT call_id FROM applications_application WHERE reference = %s) FOR SHARE",
            [reference],
        )
        return bool(cursor.fetchone() == (True,))


def _unchecked(application: Application) -> list[int]:
    files = [document.file for document in current_documents(application).values()]
    return [file.pk for file in files if file.state == FileState.PENDING]


def record_attempt(application: Application, arrived_at: datetime, result: str) -> None:
    """Put an attempt on record that never came to `submit`, or what came of one that did. `result` is a code."""
    SubmissionAttempt.objects.create(
        office_id=application.office_id,
        application=application,
        arrived_at=arrived_at,
        result=result,
        request_id=request_id()[:40],
    )


def withdraw(
    application: Application, *, user: Any, reason: str, expected_version: int | None = None
) -> ApplicationEvent:
    """Withdraw an application with a reason in words.

    Raises DomainError: no_such_edge, reason_missing; Conflict: version_conflict, where a version is expected.
    """
    actor = actor_for(user)
    return transition(application, Event.WITHDRAW, actor=actor, reason=reason, expected_version=expected_version)
