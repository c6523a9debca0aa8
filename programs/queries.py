"""Reads for the public pages: programmes, their calls, and which office handles whom. No writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from portal.common import clock
from portal.offices.models import Office
from programs.models import Binding, Call, CallState, Jurisdiction, ProgrammeVersion
from programs.models.jurisdiction import Basis

_ORDER = {CallState.OPEN: 0, CallState.ANNOUNCED: 1, CallState.ENDED: 2}
ENDED_SHOWN = timedelta(days=365)
"""For how long after its end a call stands in lists; its own page stays."""


@dataclass(frozen=True)
class ProgrammeCard:
    """A programme with its newest definition and its calls, those that are open first."""

    version: ProgrammeVersion
    calls: list[Call]

    @property
    def slug(self) -> str:
        """The programme's name in addresses."""
        return self.version.programme.slug

    @property
    def summary(self) -> str:
        """One sentence about it, in the reader's language."""
        return str(self.version.text("summary"))

    @property
    def open_calls(self) -> list[Call]:
        """The calls one can apply to now."""
        return [call for call in self.calls if call.state is CallState.OPEN]

    @property
    def announced_calls(self) -> list[Call]:
        """The calls that open next."""
        return [call for call in self.calls if call.state is CallState.ANNOUNCED]

    @property
    def place(self) -> tuple[int, float, str]:
        """Where it stands among others: what closes first, then what opens first, then the rest by address."""
        state, when = 2, 0.0
        for call in self.calls[:1]:  # sorted: an open one is the first
            if call.state is CallState.OPEN:
                state, when = 0, call.closes_at.timestamp()
            elif call.state is CallState.ANNOUNCED:
                state, when = 1, call.opens_at.timestamp()
        return state, when, self.slug


def public_calls() -> QuerySet[Call]:
    """Return what anybody may read about calls, with all that a page shows of them."""
    return (
        Call.objects.public()
        .select_related("office", "round__programme", "programme_version", "rule_set_version", "binding")
        .prefetch_related("themes")
    )


def current_binding(call: Call) -> Binding | None:
    """Return the binding in force, None before the call is announced."""
    return call.binding


def sorted_calls(calls: Any) -> list[Call]:
    """Return calls as lists show them: open ones by deadline, then announced ones by opening, then ended ones."""
    now = clock.now()

    def place(call: Call) -> tuple[int, float, str]:
        state = call.state_at(now)
        when = {CallState.OPEN: call.closes_at, CallState.ANNOUNCED: call.opens_at}.get(state)
        return _ORDER[state], when.timestamp() if when else -call.closes_at.timestamp(), call.slug

    return sorted(calls, key=place)


def listed_calls() -> list[Call]:
    """Return the calls of lists: open, announced, and ended within a year."""
    return sorted_calls(public_calls().filter(closes_at__gte=clock.now() - ENDED_SHOWN))


def public_call(slug: str) -> Call | None:
    """Return one call that anybody may read, None when there is none."""
    return public_calls().filter(slug=slug).first()


def programmes() -> list[ProgrammeCard]:
    """Return all programmes with their calls, in two reads and one per prefetch."""
    calls: dict[int, list[Call]] = {}
    for call in listed_calls():
        calls.setdefault(call.round.programme_id, []).append(call)
    return [ProgrammeCard(version, calls.get(version.programme_id, [])) for version in _newest_versions()]


def programme(slug: str) -> ProgrammeCard | None:
    """Return one programme with its calls, None when there is none."""
    version = _newest_versions().filter(programme__slug=slug).first()
    if version is None:
        return None
    calls = public_calls().filter(round__programme_id=version.programme_id, closes_at__gte=clock.now() - ENDED_SHOWN)
    return ProgrammeCard(version, sorted_calls(calls))


def calls_of_office(office: Office) -> list[Call]:
    """Return the public calls of an office."""
    return sorted_calls(public_calls().filter(office=office))


def days_left(call: Call) -> int | None:
    """Return the days until the deadline in the call's zone, 0 on the last day, None unless the call is open."""
    now = clock.now()
    if call.state_at(now) is not CallState.OPEN:
        return None
    return (call.closes_at.astimezone(call.zone).date() - now.astimezone(call.zone).date()).days


def handling_offices(nationalities: Sequence[str], residence: str, on: date) -> dict[str, list[Office]]:
    """Return, per programme's slug, the offices that handle somebody on a day, one for each nationality, in two reads.

    Countries are ISO codes; an unknown residence is ''. A programme without an entry for this person is left out. An
    entry by nationality goes before one by residence: first screening follows the nationality that is used (sources
    RES27_JA, DK_MEXT). Where a programme is handled like another, that one's entries count behind its own. An office
    may be one whose details nobody has verified yet.
    """
    wanted = Q(basis=Basis.NATIONALITY, country__in=nationalities) | Q(basis=Basis.RESIDENCE, country=residence)
    entries = (
        Jurisdiction.objects.filter(wanted, valid_from__lte=on)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        .select_related("office", "programme")
        .order_by("-valid_from", "pk")
    )
    found: dict[str, dict[tuple[str, str], Office]] = {}
    for entry in entries:
        key = (entry.basis, entry.country.code)
        found.setdefault(entry.programme.slug, {}).setdefault(key, entry.office)
    for slug, leader in _handled_like():
        if leader in found:
            found[slug] = {**found[leader], **found.get(slug, {})}
    return {slug: _one_each(offices, nationalities, residence) for slug, offices in found.items()}


def _handled_like() -> list[tuple[str, str]]:
    """Programmes that follow the jurisdictions of another, and that one; none follows one that follows."""
    follows = ProgrammeVersion.objects.filter(pk__in=_newest_ids(), content__has_key="handled_like")
    return list(follows.values_list("programme__slug", KeyTextTransform("handled_like", "content")))


def _one_each(offices: dict[tuple[str, str], Office], nationalities: Sequence[str], residence: str) -> list[Office]:
    """The office for each nationality; for somebody whose nationality is unknown, the one for the residence."""
    by_residence = offices.get((Basis.RESIDENCE, residence))
    each = [offices.get((Basis.NATIONALITY, code), by_residence) for code in nationalities or ("",)]
    return [office for office in each if office is not None]


def _newest_ids() -> QuerySet[ProgrammeVersion, Any]:
    return ProgrammeVersion.objects.order_by("programme_id", "-number").distinct("programme_id").values("pk")


def _newest_versions() -> QuerySet[ProgrammeVersion]:
    # Sorted again outside: DISTINCT ON dictates the inner order.
    return ProgrammeVersion.objects.filter(pk__in=_newest_ids()).select_related("programme").order_by("programme__slug")
