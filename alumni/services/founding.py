"""Asking to found an association, and the mission's answer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alumni.models import FoundingRequest, FoundingState
from alumni.notices import mail_for
from alumni.services.keeping import may_keep
from alumni.services.register import add_association
from portal.accounts.models import User
from portal.accounts.services import person_of
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.common.noting import note
from portal.offices.models import Office
from portal.outbox.services import queue_mails

_WHY = "asked by its key, then the actor is checked"


@transaction.atomic
def ask_to_found(*, user: Any, office: Office, **said: Any) -> FoundingRequest:
    """Ask a mission to support a founding. `said` holds the columns of what is to be founded, and `full_name`.

    Whoever has no name on record yet gets it from here. Raises Conflict: asked_already.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two presses take turns
    person = person_of(user)
    full_name = said.pop("full_name", "")
    open_one = FoundingRequest.objects.of_person(user).filter(office=office, state=FoundingState.OPEN).first()
    if open_one is not None:
        raise Conflict(
            "asked_already",
            _("You have asked %(office)s already, to found “%(name)s”. Withdraw that first, or wait for the answer.")
            % {"office": office, "name": open_one.name},
            request=open_one.pk,
        )
    if not person.full_name and full_name:
        person.set_names(full=full_name)
        person.save(update_fields=["full_name", "passport_name", "native_name", "search_key"])
    request: FoundingRequest = FoundingRequest.objects.create(office=office, asked_by=person, **said)
    _tell(request, "received")
    return request


@transaction.atomic
def withdraw_founding(request: FoundingRequest, *, user: Any) -> FoundingRequest:
    """Take a request back that was not answered yet. Raises NotAllowed: not_yours; Conflict: settled_already."""
    row = _locked(request)
    if row.asked_by.user_id != user.pk:
        raise NotAllowed("not_yours", _("This request was made from another account."))
    _settle(row, FoundingState.WITHDRAWN, None, "")
    return row


@transaction.atomic
def settle_founding(request: FoundingRequest, *, actor: Any, supported: bool, answer: str) -> FoundingRequest:
    """Answer for the mission. With support the association is entered in the register, as being founded.

    Raises NotAllowed: not_your_office; DomainError: answer_missing; Conflict: settled_already.
    """
    row = _locked(request)
    if not may_keep(actor, row.office):
        raise NotAllowed(
            "not_your_office", _("You do not look after the associations of %(office)s.") % {"office": row.office}
        )
    if not answer.strip():
        raise DomainError("answer_missing", _("Write an answer: it is what they read, and it is kept."))
    if supported and row.state == FoundingState.OPEN:
        row.association = add_association(
            actor=actor,
            office=row.office,
            names={"en": row.name},
            local_name=row.local_name,
            local_language=row.local_language,
            country=row.country,
            city=row.city,
        )
    _settle(row, FoundingState.SUPPORTED if supported else FoundingState.DECLINED, actor, answer.strip())
    note("alumni.founding_settled", user=actor, about=row, state=row.state)
    _tell(row, "supported" if supported else "declined")
    return row


def _locked(request: FoundingRequest) -> FoundingRequest:
    rows = FoundingRequest.objects.unscoped(_WHY).select_for_update(of=("self",))
    found: FoundingRequest = rows.select_related("office", "asked_by__user").get(pk=request.pk)
    return found


def _settle(row: FoundingRequest, state: str, actor: Any, answer: str) -> None:
    if row.state != FoundingState.OPEN:
        raise Conflict(
            "settled_already",
            _("This request is settled already: %(state)s.") % {"state": row.get_state_display()},
            state=row.state,
        )
    row.state, row.settled_at, row.settled_by, row.answer = state, clock.now(), actor, answer
    row.save(update_fields=["state", "settled_at", "settled_by", "answer", "association"])


def _tell(row: FoundingRequest, notice: str) -> None:
    mail = mail_for(row, notice)
    queue_mails([mail] if mail else [])
