"""Naming officers, ending terms, handing them over; striking and respelling what was recorded wrongly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alumni.models import Association, Officer
from alumni.services.keeping import check_founded, in_words, locked
from portal.accounts.models import Person
from portal.common import clock
from portal.common.errors import Conflict, DomainError
from portal.common.noting import note
from portal.common.text import search_key

_OWN = "of the association locked above"


@transaction.atomic
def name_officer(
    association: Association,
    *,
    actor: Any,
    role: str,
    starts_on: date,
    full_name: str,
    native_name: str = "",
    email: str = "",
    ends_on: date | None = None,
    public_since: date | None = None,
) -> Officer:
    """Record somebody's term, first and last day included. Whoever has been an officer here stays one person.

    They are known by their name together with their email address. Raises NotAllowed: not_your_association;
    DomainError: ended, ends_before_start, before_founding; Conflict: term_overlaps.
    """
    row = locked(association, actor)
    if row.ended:
        raise DomainError(
            "ended",
            _("%(association)s is no more: %(standing)s. It has no new officers.")
            % {"association": row, "standing": row.get_standing_display()},
            standing=row.standing,
        )
    _check_order(starts_on, ends_on)
    check_founded(starts_on, row)
    person = _known(row, full_name, email) or _new(full_name, native_name, email)
    _check_free(row, person, role, starts_on, ends_on)
    officer: Officer = Officer.objects.create(
        office_id=row.office_id,
        association=row,
        person=person,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        public_since=public_since,
        recorded_by=actor,
    )
    note("alumni.officer_named", user=actor, about=row, officer=officer.pk, role=role)
    return officer


@transaction.atomic
def end_term(officer: Officer, *, actor: Any, on: date) -> Officer:
    """Let a term end with a day. Raises NotAllowed: not_your_association; DomainError: ends_before_start; Conflict:
    term_ended, term_struck.
    """
    row = locked(officer.association, actor)
    held = _recorded(officer, row)
    _check_order(held.starts_on, on)
    if held.ends_on is not None and held.ends_on <= on:
        raise Conflict(
            "term_ended",
            _("The term of %(name)s ended on %(day)s already.") % {"name": held.person, "day": in_words(held.ends_on)},
            ends_on=held.ends_on.isoformat(),
        )
    held.ends_on = on
    held.save(update_fields=["ends_on"])
    note("alumni.officer_ended", user=actor, about=row, officer=held.pk, role=held.role)
    return held


@transaction.atomic
def hand_over(officer: Officer, *, actor: Any, on: date, **to: Any) -> Officer:
    """Let somebody else take the role over from a day: one term ends the day before, the next begins.

    A term whose last day is recorded already and lies before that stays as it is. `to` is full_name, native_name,
    email, public_since of who follows. Raises what `end_term` and `name_officer` do.
    """
    last = on - timedelta(days=1)
    row = locked(officer.association, actor)
    held = _recorded(officer, row)
    if held.ends_on is None or held.ends_on > last:
        end_term(officer, actor=actor, on=last)
    return name_officer(officer.association, actor=actor, role=officer.role, starts_on=on, **to)


@transaction.atomic
def agree(officer: Officer, *, actor: Any, public: bool) -> Officer:
    """Record that an officer agreed today (UTC) to be named in public, or does so no longer.

    Raises NotAllowed: not_your_association; Conflict: term_struck.
    """
    row = locked(officer.association, actor)
    held = _recorded(officer, row)
    if (held.public_since is not None) != public:
        held.public_since = clock.now().date() if public else None
        held.save(update_fields=["public_since"])
        note("alumni.officer_agreed", user=actor, about=row, officer=held.pk, public=public)
    return held


@transaction.atomic
def strike(officer: Officer, *, actor: Any) -> Officer:
    """Record that a term was entered by mistake: it counts no longer, and is named nowhere but in the register.

    Raises NotAllowed: not_your_association; Conflict: term_struck.
    """
    row = locked(officer.association, actor)
    held = _recorded(officer, row)
    held.struck_at, held.public_since = clock.now(), None
    held.save(update_fields=["struck_at", "public_since"])
    note("alumni.officer_struck", user=actor, about=row, officer=held.pk, role=held.role)
    return held


@transaction.atomic
def respell(officer: Officer, *, actor: Any, full_name: str, native_name: str = "", email: str = "") -> Person:
    """Correct name and address of an officer, in all terms they had here.

    Raises NotAllowed: not_your_association; DomainError: keeps_their_own_name, for who has an account; Conflict:
    term_struck.
    """
    row = locked(officer.association, actor)
    person: Person = Person.objects.select_for_update().get(pk=_recorded(officer, row).person_id)
    if person.user_id is not None:
        raise DomainError(
            "keeps_their_own_name",
            _("%(name)s has an account here and keeps name and address there. Ask them to correct it.")
            % {"name": person},
        )
    person.set_names(full=full_name, passport=person.passport_name, native=native_name)
    person.email = email
    person.save(update_fields=["full_name", "passport_name", "native_name", "search_key", "email"])
    note("alumni.officer_respelt", user=actor, about=row, officer=officer.pk, role=officer.role)
    return person


def _recorded(officer: Officer, row: Association) -> Officer:
    """Return a term of the locked association as stored. Raises Conflict: term_struck."""
    rows = Officer.objects.unscoped(_OWN).select_related("person")
    held: Officer = rows.get(pk=officer.pk, association=row)
    if held.struck_at is not None:
        raise Conflict(
            "term_struck",
            _("This term of %(name)s was struck as a mistake on %(day)s. Record the term anew if it was right.")
            % {"name": held.person, "day": in_words(held.struck_at.date())},
        )
    return held


def _known(row: Association, full_name: str, email: str) -> Person | None:
    held = Officer.objects.unscoped(_OWN).filter(association=row).select_related("person")
    # A mailbox may be the office's own and go from one to the next: the name must be the same as well.
    same = held.filter(person__email__iexact=email) if email else held.filter(person__email="")
    wanted = search_key(full_name)
    found = (officer.person for officer in same.order_by("-starts_on"))
    return next((person for person in found if search_key(person.full_name) == wanted), None)


def _new(full_name: str, native_name: str, email: str) -> Person:
    person = Person(email=email)
    person.set_names(full=full_name, native=native_name)
    person.save()
    return person


def _check_order(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(
            "ends_before_start",
            _("A term cannot end on %(end)s, before it starts on %(start)s.")
            % {"end": in_words(ends_on), "start": in_words(starts_on)},
        )


def _check_free(row: Association, person: Person, role: str, starts_on: date, ends_on: date | None) -> None:
    held = Officer.objects.unscoped(_OWN).recorded().filter(association=row, person=person, role=role)
    for other in held:
        begins_later = ends_on is not None and other.starts_on > ends_on
        ended_before = other.ends_on is not None and other.ends_on < starts_on
        if not (begins_later or ended_before):
            raise Conflict(
                "term_overlaps",
                _("%(name)s holds this role from %(day)s already. End that term first, or choose other days.")
                % {"name": person, "day": in_words(other.starts_on)},
                officer=other.pk,
            )
