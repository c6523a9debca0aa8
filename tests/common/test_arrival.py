"""When a request arrived is said by our own proxy or by our own clock, never by whoever sent it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.common import clock
from portal.common.arrival import ArrivalMiddleware, arrived_at

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def seen(stated: str) -> datetime:
    """What a view reads when a request comes with this header."""
    found: list[datetime] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append(arrived_at(request))
        return HttpResponse()

    ArrivalMiddleware(view)(RequestFactory().get("/", headers={"X-Request-Start": stated}))
    return found[0]


def test_nobody_sends_in_time_by_saying_so(settings: Any) -> None:
    settings.TRUST_ARRIVAL_HEADER = False
    before = clock.now()
    assert seen(f"t={LONG_AGO.timestamp()}") >= before


def test_our_own_proxy_is_believed(settings: Any) -> None:
    settings.TRUST_ARRIVAL_HEADER = True
    assert seen(f"t={LONG_AGO.timestamp()}") == LONG_AGO


@pytest.mark.parametrize("stated", ["", "t=", "t=yesterday", "t=nan", "t=inf", "t=-1e400", "t=1e30"])
def test_what_is_no_time_is_not_believed_even_from_there(settings: Any, stated: str) -> None:
    settings.TRUST_ARRIVAL_HEADER = True
    before = clock.now()
    assert seen(stated) >= before
