"""The calls for people of one country, for lists that are narrowed by “where I live”."""

from __future__ import annotations

from collections.abc import Sequence

from portal.common import clock
from programs.handling import handling_table
from programs.models import Call
from programs.queries import ProgrammeCard


def only_for(country: str, cards: Sequence[ProgrammeCard]) -> list[ProgrammeCard]:
    """Return the programmes, each with those of its calls that are for people of a country, in two reads.

    The country stands for residence and for nationality: lists ask one question, and say so. A call is for them when
    its office, or the embassy it is a branch of, handles them; one of a programme without jurisdictions
    (internships) when its office is in that country.
    """
    table = handling_table(clock.now().date())

    def is_for_them(call: Call) -> bool:
        entries = table.offices.get(call.round.programme.slug, {})
        if not entries:
            return bool(call.office.country.code == country)
        offices = {office for (_basis, code), office in entries.items() if code == country}
        return not offices.isdisjoint({call.office_id, call.office.parent_id})

    return [ProgrammeCard(card.version, [call for call in card.calls if is_for_them(call)]) for card in cards]
