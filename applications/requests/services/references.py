"""What applicants do with referees: name one, remind, name somebody else instead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application
from applications.requests.addresses import folded
from applications.requests.models import Request
from applications.requests.models.events import WordsOf
from applications.requests.notices import applicant_name, to_referee
from applications.requests.oneself import oneself_words, own_addresses
from applications.requests.queries import Letters, letters_of
from applications.requests.services.locking import held_deadline, locked_application, locked_request
from applications.requests.services.making import make
from applications.requests.services.steps import step
from applications.requests.services.unsent import forget_unsent
from applications.requests.states import PENDING, REFUSED, Kind, Outcome
from applications.requests.tokens import new_invitation
from applications.requests.workflow import By, Event
from applications.states import OVER, Status
from portal.accounts.models import Person
from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from portal.outbox.services import queue_mail
from programs.models import CallState

NUDGE_PAUSE = timedelta(days=3)
# Whom an application may write to in all for one document: invitations are no way to send mail to strangers.
MOST_NAMED = 8


@transaction.atomic
def ask_referee(
    application: Application, slot: str, place: int, *, name: str, email: str, relation: str, user: Any
) -> Request:
    """Name a referee for a place of a document and send the invitation.

    Raises DomainError: no_such_place, place_taken, too_late, name_missing, oneself, asked_already, too_many_named;
    NotAllowed not_yours.
    """
    held_deadline(application)
    held = _own(application, user)
    letters = _letters(held, slot, place)
    if place not in letters.free:
        raise DomainError("place_taken", _("Somebody is asked for this letter already. Load the page again."))
    return _ask(held, letters, place, name=name, email=email, relation=relation, user=user)


@transaction.atomic
def replace_referee(request: Request, *, name: str, email: str, relation: str, user: Any) -> Request:
    """Ask somebody else instead: the first one's links are dead at once, and he is told.

    Raises what `ask_referee` raises, and DomainError no_such_step once the letter is there.
    """
    held_deadline(request.application)
    held = locked_request(request)
    _own(held.application, user)
    letters = _letters(held.application, held.slot, held.place)
    told = held.state in PENDING
    step(held, Event.REPLACE, by=By.APPLICANT, actor=user, outcome=Outcome.REPLACED)
    forget_unsent([held])
    if told:
        queue_mail(to_referee(held, "cancelled"))
    return _ask(held.application, letters, held.place, name=name, email=email, relation=relation, user=user)


@transaction.atomic
def nudge(request: Request, *, user: Any) -> None:
    """Remind a referee by hand, with a link of its own.

    Raises DomainError: too_soon (some days after the last mail), too_late, no_such_step; NotAllowed not_yours.
    """
    held = locked_request(request)
    _own(held.application, user)
    _must_be_in_time(held.due_at)
    since = held.nudged_at or held.asked_at
    if clock.now() < since + NUDGE_PAUSE:
        raise DomainError("too_soon", too_soon_words(held))
    held.nudged_at = clock.now()
    step(held, Event.NUDGE, by=By.APPLICANT, actor=user)
    invitation, link = new_invitation(held)
    invitation.save(force_insert=True)
    queue_mail(to_referee(held, "reminded", link=link))


def too_soon_words(request: Request) -> str:
    """Return why a referee cannot be reminded again yet."""
    days = NUDGE_PAUSE.days
    return ngettext(
        "%(name)s had a mail from us less than %(days)d day ago. Give it some time, or write yourself.",
        "%(name)s had a mail from us less than %(days)d days ago. Give it some time, or write yourself.",
        days,
    ) % {"name": request.asked_of.full_name, "days": days}


def _own(application: Application, user: Any) -> Application:
    held = locked_application(application)
    if held.person.user_id is None or held.person.user_id != user.pk:
        raise NotAllowed("not_yours", _("Only who applies names referees."))
    if held.status in OVER or held.status in REFUSED:
        raise DomainError(
            "not_running",
            _("Application %(reference)s is “%(status)s”, so no letters are needed any more.")
            % {"reference": held.reference, "status": held.get_status_display()},
            status=held.status,
        )
    return held


def _letters(held: Application, slot: str, place: int) -> Letters:
    found = next((each for each in letters_of(held) if each.slot.key == slot), None)
    if found is None or not found.applies or not 1 <= place <= found.wanted:
        raise DomainError("no_such_place", _("This application asks for no such letter."), slot=slot, place=place)
    return found


def _ask(
    held: Application, letters: Letters, place: int, *, name: str, email: str, relation: str, user: Any
) -> Request:
    if held.status == Status.DRAFT and held.call.state is not CallState.OPEN:
        raise DomainError("too_late", _("The call has closed, so nobody can be asked any more."))
    _must_be_in_time(letters.due_at)
    if not applicant_name(held):
        raise DomainError(
            "name_missing", _("Write your own name first: the invitation says who asks. Fill in the part that asks it.")
        )
    _must_be_somebody_else(held, email)
    _must_be_new(held, letters, email)
    person = Person(email=email, language=held.person.language)
    person.set_names(full=name)
    person.save(force_insert=True)
    request = make(
        held,
        Kind.REFERENCE,
        by=By.APPLICANT,
        actor=user,
        due_local=letters.due_local,
        time_zone=held.call.time_zone,
        asked_of=person,
        slot=letters.slot.key,
        place=place,
        words={WordsOf.RELATION: relation},
    )
    invitation, link = new_invitation(request)
    invitation.save(force_insert=True)
    queue_mail(to_referee(request, "invited", link=link))
    return request


def _must_be_in_time(due_at: Any) -> None:
    if clock.now() > due_at:
        raise DomainError("too_late", _("The date until which letters may come has passed."))


def _must_be_somebody_else(held: Application, email: str) -> None:
    if folded(email) in {folded(own) for own in own_addresses(held)}:
        raise DomainError("oneself", oneself_words(email))


def _must_be_new(held: Application, letters: Letters, email: str) -> None:
    rows = held.requests.references().select_related("asked_of")
    live = {folded(row.asked_of.email) for row in rows.live()}
    if folded(email) in live:
        raise DomainError(
            "asked_already",
            _("%(email)s is asked for a letter of this application already. Each letter comes from another person.")
            % {"email": email},
        )
    named = rows.filter(slot=letters.slot.key).count()
    if named >= MOST_NAMED:
        raise DomainError(
            "too_many_named",
            _("You have named %(n)d people for this letter, which is as many as can be. Write to the %(office)s.")
            % {"n": named, "office": held.office},
            named=named,
        )
