"""Taking a call's newer rules for one's draft, or keeping those it was begun with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from applications.editions import NewerRules, newer_rules
from applications.models import Application
from applications.services.drafts import own_draft
from portal.audit.services import record
from portal.common.errors import Conflict, DomainError
from programs.models import Binding, CallState
from programs.wording import deadline_sentence


@dataclass(frozen=True)
class Moved:
    """Which rules a draft goes by now, and which it went by before."""

    before: Binding
    after: Binding


@transaction.atomic
def take_newer(application: Application, *, user: Any, expected_binding: int) -> Moved | None:
    """Let a draft go by the rules in force for its call. Answers and documents stay as they are.

    `expected_binding` is the number of the binding that the page showed. A second click returns None and does nothing.
    Raises Conflict: rules_changed_again (values: number, None where nothing is offered any more); DomainError:
    not_yours, not_a_draft, call_not_open.
    """
    draft, offered = _offered(application, user)
    if draft.binding.number == expected_binding:
        return None
    newer = _expected(offered, expected_binding)
    before = draft.binding
    draft.binding, draft.declined_binding = newer.binding, None
    draft.save(update_fields=["binding", "declined_binding"])
    application.binding, application.declined_binding = newer.binding, None
    record("applications.rules_taken", user=user, about=draft, before=before.number, after=newer.binding.number)
    return Moved(before, newer.binding)


@transaction.atomic
def keep_mine(application: Application, *, user: Any, expected_binding: int) -> None:
    """Say no to the rules in force: the draft goes on by its own, and is asked again only when the rules change again.

    The applicant can still take them later. Raises what `take_newer` raises.
    """
    draft, offered = _offered(application, user)
    newer = _expected(offered, expected_binding)
    application.declined_binding = newer.binding
    if newer.declined:
        return
    draft.declined_binding = newer.binding
    draft.save(update_fields=["declined_binding"])
    record(
        "applications.rules_declined",
        user=user,
        about=draft,
        own=draft.binding.number,
        offered=newer.binding.number,
    )


def _offered(application: Application, user: Any) -> tuple[Application, NewerRules | None]:
    """Return the draft, locked, and what it is offered, which nobody can change until this transaction ends."""
    _hold_call(application.call_id)
    draft = own_draft(application, user)
    if draft.call.state is not CallState.OPEN:
        state = draft.call.state
        sentence = deadline_sentence(draft.call, state, reference=draft.reference)
        raise DomainError("call_not_open", sentence, state=state.value)
    return draft, newer_rules(draft)


def _hold_call(call_id: int) -> None:
    """Keep the call's rules as they are. Shared, and before the application's lock: as submissions do it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM programs_call WHERE id = %s FOR SHARE", [call_id])


def _expected(offered: NewerRules | None, number: int) -> NewerRules:
    if offered is not None and offered.binding.number == number:
        return offered
    raise Conflict(
        "rules_changed_again",
        _(
            "The rules of this call have changed again since you opened this page, so nothing was done. "
            "Read what they say now, then decide."
        ),
        number=offered.binding.number if offered is not None else None,
    )
