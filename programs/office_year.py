"""An office's year: for each programme that it handles, the call there is, or when there was one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django_countries import countries

from portal.common import clock
from portal.common.written import first_unreadable
from portal.offices.models import Office, OfficeKind
from programs.handling import Brief, People, Table, handling_table
from programs.models import Call, CallState
from programs.models.jurisdiction import Basis
from programs.queries import sorted_calls

PAST_SHOWN = 3


class Standing(StrEnum):
    """How a programme stands at an office, in the order in which a page shows them."""

    OPEN = "open"
    ANNOUNCED = "announced"
    ELSEWHERE = "elsewhere"  # an office of the same mission has a call that is open or announced
    ENDED = "ended"
    NOTHING = "nothing"


@dataclass(frozen=True)
class YearLine:
    """One programme at one office: calls open or announced (`current`), those of its embassy or branches, past ones."""

    programme: Brief
    current: list[Call]
    elsewhere: list[Call]
    past: list[Call]

    @property
    def standing(self) -> Standing:
        """What there is to say first."""
        if self.current:
            is_open = self.current[0].state is CallState.OPEN
            return Standing.OPEN if is_open else Standing.ANNOUNCED
        if self.elsewhere:
            return Standing.ELSEWHERE
        return Standing.ENDED if self.past else Standing.NOTHING


@dataclass(frozen=True)
class Handled:
    """People of these countries in these programmes; `by` is a `Basis`."""

    by: str
    countries: list[str]
    programmes: list[Brief]


@dataclass(frozen=True)
class OfficeYear:
    """What an office's page says of programmes, whom it handles, and the offices beside it."""

    lines: list[YearLine]
    handled: list[Handled]
    sisters: list[Office]


def office_with_page(code: str) -> Office | None:
    """Return a verified mission or Center, None for what has no page."""
    if first_unreadable(code) is not None:
        return None  # no text, so no code: the database would not even look
    found = Office.objects.filter(code=code, verified=True).exclude(kind=OfficeKind.MINISTRY)
    return found.select_related("parent").first()


def year_of(office: Office) -> OfficeYear:
    """Return an office's year in four reads, however many programmes, calls and offices there are.

    A branch shares its embassy's people: who of a country goes to which of them follows regions, and is theirs to say.
    """
    table = handling_table(clock.now().date())
    head = office.parent_id or office.pk
    people = {**table.of_office(head), **table.of_office(office.pk)}
    own, elsewhere = _calls(office, head)
    programmes = dict.fromkeys([*people, *_of_center(office, table), *own, *elsewhere])
    lines = [
        _line(table.programmes[slug], own.get(slug, []), elsewhere.get(slug, []))
        for slug in programmes
        if slug in table.programmes
    ]
    sisters = Office.objects.filter(country=office.country).exclude(pk=office.pk).exclude(kind=OfficeKind.MINISTRY)
    return OfficeYear(sorted(lines, key=_place), _handled(people, table), list(sisters.order_by("-verified", "code")))


def _of_center(office: Office, table: Table) -> list[str]:
    return [brief.slug for brief in table.without_entries()] if office.kind == OfficeKind.CENTER else []


def _calls(office: Office, head: int) -> tuple[dict[str, list[Call]], dict[str, list[Call]]]:
    """The office's calls, and those open or announced at its embassy and the embassy's branches, per programme."""
    family = Q(office=office) | Q(office=head) | Q(office__parent=head)
    now = clock.now()
    calls = (
        Call.objects.public()
        .filter(family, Q(office=office) | Q(closes_at__gte=now))
        .select_related("office", "round__programme")
        .defer("parameters", "additions", "notes", "round__parameters")
    )
    own: dict[str, list[Call]] = {}
    elsewhere: dict[str, list[Call]] = {}
    for call in sorted_calls(calls):
        (own if call.office_id == office.pk else elsewhere).setdefault(call.round.programme.slug, []).append(call)
    return own, elsewhere


def _line(programme: Brief, own: list[Call], elsewhere: list[Call]) -> YearLine:
    past = [call for call in own if call.state is CallState.ENDED]
    current = [call for call in own if call.state is not CallState.ENDED]
    return YearLine(programme, current, elsewhere, past[:PAST_SHOWN])


def _place(line: YearLine) -> tuple[int, float, str]:
    standing = line.standing
    when = 0.0
    if standing is Standing.OPEN:
        when = line.current[0].closes_at.timestamp()
    elif standing is Standing.ANNOUNCED:
        when = line.current[0].opens_at.timestamp()
    elif standing is Standing.ENDED:
        when = -line.past[0].closes_at.timestamp()
    return list(Standing).index(standing), when, str(line.programme)


def _handled(people: dict[str, list[People]], table: Table) -> list[Handled]:
    """Programmes for the same people together: those that are handled like another, above all."""
    together: dict[tuple[str, tuple[str, ...]], list[Brief]] = {}
    for slug, entries in people.items():
        for basis in (Basis.NATIONALITY, Basis.RESIDENCE):
            codes = tuple(code for by, code in entries if by == basis)
            if codes:
                together.setdefault((basis, codes), []).append(table.programmes[slug])
    return [Handled(by, country_names(codes), programmes) for (by, codes), programmes in together.items()]


def country_names(codes: Iterable[str]) -> list[str]:
    """Return the names of countries in the reader's language, sorted."""
    return sorted(str(countries.name(code)) for code in codes)
