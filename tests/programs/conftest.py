"""Calls in each state, for tests of the public pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.common import clock
from portal.offices.models import Office
from programs.models import Call, Round
from programs.services.calls import announce, create_call
from tests.calls import THEMES, open_call

MakeCall = Callable[..., Call]


@pytest.fixture
def mirai_call(db: None) -> Call:
    """MIRAI 2026/27 at the Embassy of Japan in Belgium, open."""
    return open_call()


@pytest.fixture
def make_call(mirai_call: Call) -> MakeCall:
    """Return a function that makes another call; days are counted from now."""

    def make(
        slug: str, *, opens: float, closes: float, office: str = "emb-fi-helsinki", announced: bool = True
    ) -> Call:
        def wall(days: float) -> str:
            return f"{clock.now() + timedelta(days=days):%Y-%m-%dT%H:%M}"

        call = create_call(
            office=Office.objects.get(code=office),
            round=Round.objects.get(slug="mirai-2026-27"),
            slug=slug,
            opens_local=wall(opens),
            closes_local=wall(closes),
            parameters={"country": "FI"},
            themes=THEMES,
        )
        if announced:
            announce(call, actor=None)
        return call

    return make
