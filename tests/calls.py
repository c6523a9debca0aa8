"""An open call, for tests: made as staff make one, from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.common import clock
from portal.offices.models import Office
from programs.models import Call, Round
from programs.services.calls import announce, create_call, create_round
from tests.catalogue_rows import loaded_catalogue

ROUND = "mirai-2026-27"
THEMES = (
    {"key": "diplomacy-security", "name": {"en": "Diplomacy and security"}, "places": 17},
    {"key": "rule-of-law", "name": {"en": "Rule of law"}, "places": 12},
)
PARAMETERS: Mapping[str, Any] = {
    "programme_end": "2027-02-20",
    "age_reference_date": "2027-02-13",
    "max_age": 30,
    "capped_themes": ["rule-of-law"],
}


def open_call(*, open_for: timedelta = timedelta(days=30)) -> Call:
    """Return MIRAI 2026/27 at the Embassy of Japan in Belgium: opened ten days ago at 9:00, closes at 12:00 there."""
    loaded_catalogue()
    office = Office.objects.get(code="emb-be-brussels")
    office.email = "culture@embassy.example"
    office.save()
    today = clock.now().astimezone(ZoneInfo(office.time_zone))
    call = create_call(
        office=office,
        round=create_round(
            programme="mirai", slug=ROUND, name={"en": "MIRAI 2026/27"}, year=2026, parameters=dict(PARAMETERS)
        ),
        slug=f"{ROUND}-belgium",
        opens_local=f"{today - timedelta(days=10):%Y-%m-%dT09:00}",
        closes_local=f"{today + open_for:%Y-%m-%dT12:00}",
        parameters={"country": "BE"},
        themes=THEMES,
    )
    announce(call, actor=None)
    return call


def jet_call(office: str, **parameters: object) -> Call:
    """JET 2027 at an office, open for a month."""
    loaded_catalogue()
    Office.objects.filter(code=office).update(verified=True)
    now = clock.now()
    return create_call(
        office=Office.objects.get(code=office),
        round=Round.objects.get(slug="jet-2027"),
        slug=f"jet-2027-{office}",
        opens_local=f"{now - timedelta(days=3):%Y-%m-%dT09:00}",
        closes_local=f"{now + timedelta(days=30):%Y-%m-%dT12:00}",
        parameters=parameters,
    )


def mext_beside(call: Call) -> Call:
    """Return the call for MEXT research students of 2027 at the same office, open."""
    other = create_call(
        office=call.office,
        round=Round.objects.get(slug="mext-research-2027"),
        slug=f"mext-{call.office.code}",
        opens_local="2026-01-01T09:00",
        closes_local="2099-01-01T09:00",
    )
    announce(other, actor=None)
    return other
