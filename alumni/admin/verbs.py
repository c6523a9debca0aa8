"""What a liaison records in the register: for each its form, its service, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from alumni.forms import verbs as forms
from alumni.models import Association, Officer
from alumni.queries import offices_kept
from alumni.services import (
    agree,
    change_standing,
    end_term,
    hand_over,
    keep_statutes,
    move_to,
    name_officer,
    place_under,
    record_count,
    respell,
    strike,
)

_SEVERAL = 2
_OF_ANY_TERM = {"respell", "strike"}


@dataclass(frozen=True)
class Verb:
    """One page: its title, its form, what happens, and the words once it did."""

    title: Any
    button: Any
    form: Callable[..., Any]
    act: Callable[[Any], object]
    done: Any


def _standing(form: Any) -> object:
    return change_standing(form.association, actor=form.actor, **form.cleaned_data)


def _umbrella(form: Any) -> object:
    return place_under(form.association, form.cleaned_data["umbrella"], actor=form.actor)


def _count(form: Any) -> object:
    return record_count(form.association, actor=form.actor, **form.cleaned_data)


def _statutes(form: Any) -> object:
    return keep_statutes(form.association, actor=form.actor, **form.cleaned_data)


def _move(form: Any) -> object:
    return move_to(form.association, form.cleaned_data["office"], actor=form.actor)


def _officer(form: Any) -> object:
    term = {name: form.cleaned_data[name] for name in ("role", "starts_on", "ends_on")}
    return name_officer(form.association, actor=form.actor, **term, **form.who())


def _hand_over(form: Any) -> object:
    return hand_over(form.officer, actor=form.actor, on=form.cleaned_data["on"], **form.who())


def _end(form: Any) -> object:
    return end_term(form.officer, actor=form.actor, on=form.cleaned_data["on"])


def _naming(form: Any) -> object:
    return agree(form.officer, actor=form.actor, public=form.cleaned_data["public"])


def _respell(form: Any) -> object:
    return respell(form.officer, actor=form.actor, **form.cleaned_data)


def _strike(form: Any) -> object:
    return strike(form.officer, actor=form.actor)


OF_ASSOCIATION: Mapping[str, Verb] = {
    "standing": Verb(
        _("Record a change of standing"), _("Record the change"), forms.StandingForm, _standing, _("Recorded.")
    ),
    "count": Verb(
        _("Record a number of members"), _("Record the number"), forms.CountForm, _count, _("The number is recorded.")
    ),
    "officer": Verb(
        _("Name an officer"), _("Record the term"), forms.OfficerForm, _officer, _("The term is recorded.")
    ),
    "statutes": Verb(
        _("File statutes"),
        _("File them"),
        forms.StatutesForm,
        _statutes,
        _("The statutes are filed; they are checked now."),
    ),
    "move": Verb(_("Give it to another office"), _("Give it to this office"), forms.MoveForm, _move, _("It is moved.")),
    "umbrella": Verb(
        _("Say whose chapter it is"), _("Save"), forms.UmbrellaForm, _umbrella, _("The umbrella is recorded.")
    ),
}
OF_OFFICER: Mapping[str, Verb] = {
    "hand-over": Verb(
        _("Hand over"), _("Hand the role over"), forms.HandOverForm, _hand_over, _("The role is handed over.")
    ),
    "end": Verb(_("End the term"), _("End the term"), forms.EndForm, _end, _("The term ends with that day.")),
    "naming": Verb(_("Naming in public"), _("Save"), forms.NamingForm, _naming, _("Recorded.")),
    "respell": Verb(_("Correct the name"), _("Save"), forms.RespellForm, _respell, _("The name is corrected.")),
    "strike": Verb(
        _("Strike the term"), _("Strike the term"), forms.StrikeForm, _strike, _("The term is struck as a mistake.")
    ),
}


def for_association(association: Association, user: Any) -> list[tuple[str, Any]]:
    """Return the verbs that make sense for an association: name and title.

    One that is no more gets no officers; only who keeps those of several offices gives one to another.
    """
    left_out = {"officer"} if association.ended else set()
    if offices_kept(user).count() < _SEVERAL:
        left_out.add("move")
    return [(name, verb.title) for name, verb in OF_ASSOCIATION.items() if name not in left_out]


def for_officer(officer: Officer, today: Any) -> list[tuple[str, Any]]:
    """Return the verbs that make sense for a term: name and title."""
    return [(name, verb.title) for name, verb in OF_OFFICER.items() if may_still(officer, name, today)]


def may_still(officer: Officer, verb: str, today: Any) -> bool:
    """Say whether a verb makes sense for a term.

    What is struck stays as it is; what is over is neither ended, nor handed over, nor named in public; of an
    association that is no more nothing is handed over.
    """
    if officer.struck_at is not None:
        return False
    if verb in _OF_ANY_TERM:
        return True
    over = officer.ends_on is not None and officer.ends_on < today
    return not over and not (verb == "hand-over" and officer.association.ended)
