"""Appeals: begun and sent by the applicant, settled by somebody who had no part in the decision."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.actors import actor_for
from applications.models import Application
from applications.permissions import check
from applications.requests.appeals import appealable
from applications.requests.deciders import deciders_of
from applications.requests.models import Request
from applications.requests.models.events import WordsOf
from applications.requests.notices import to_applicant
from applications.requests.services.locking import locked_application, locked_request
from applications.requests.services.making import make
from applications.requests.services.steps import expect_version, step
from applications.requests.states import Kind, Outcome
from applications.requests.workflow import By, Event
from applications.services.transition import transition
from applications.workflow import Event as Happening
from applications.workflow import edge_for
from portal.audit.services import record
from portal.common.errors import DomainError, NotAllowed
from portal.outbox.services import queue_mails


@transaction.atomic
def begin_appeal(application: Application, *, user: Any) -> Request:
    """Begin an appeal against the decision that stands, or return the one that is begun.

    Raises NotAllowed not_yours; DomainError: nothing_to_appeal, too_late, appealed_already.
    """
    held = locked_application(application)
    if held.person.user_id != user.pk:
        raise NotAllowed("not_yours", _("Only who applied can appeal."))
    found = appealable(held)
    if found is None:
        raise DomainError("nothing_to_appeal", _("There is no decision here that could be appealed."))
    if found.appeal is not None:
        if found.unsent:
            return found.appeal
        raise DomainError("appealed_already", _("You have appealed this decision already."))
    if not found.in_time:
        raise DomainError(
            "too_late", _("This decision could be appealed until %(due)s.") % {"due": found.due}, due=found.due_local
        )
    return make(
        held,
        Kind.APPEAL,
        by=By.APPLICANT,
        actor=user,
        due_local=found.due_local,
        time_zone=held.office.time_zone,
        data={"decision": found.decision.sequence},
    )


@transaction.atomic
def settle_appeal(
    request: Request, outcome: str, *, reason: str, user: Any, expected_version: int | None = None
) -> Request:
    """Uphold an appeal, so that the application is taken up again with `reason`, or not, with words to the applicant.

    Raises NotAllowed: not_your_role, took_part; Conflict version_conflict; DomainError: nothing_to_appeal,
    no_such_step, words_missing.
    """
    held = locked_request(request)
    application, actor = held.application, actor_for(user)
    edge = edge_for(Happening.REOPEN, application.status)
    found = appealable(application)
    if edge is None or found is None:
        raise DomainError("nothing_to_appeal", _("The decision that was appealed does not stand any more."))
    check(actor, edge, application)
    if user.pk in deciders_of(found.decision):
        raise NotAllowed(
            "took_part",
            _("You took part in the decision on %(reference)s, so a colleague settles the appeal against it.")
            % {"reference": application.reference},
        )
    expect_version(held, expected_version)
    step(held, Event.SETTLE, by=By.SENIOR_REVIEWER, actor=user, outcome=outcome, words={WordsOf.REASON: reason})
    record("requests.appeal_settled", user=user, about=held, application=application.pk, outcome=str(outcome))
    if outcome == Outcome.UPHELD:
        transition(application, Happening.REOPEN, actor=actor, reason=reason, kept={"appeal": held.pk})
    else:
        queue_mails(mail for mail in [to_applicant(held, "appeal_settled", reason=reason)] if mail)
    return held
