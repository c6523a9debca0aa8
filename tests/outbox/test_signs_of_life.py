"""The canary shows that beat sends and a worker works, and says the truth about when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.common import clock
from portal.outbox.heartbeats import canary_arrived
from portal.outbox.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_a_canary_that_waited_shows_when_beat_sent_it() -> None:
    sent_at = clock.now() - timedelta(minutes=7)
    canary_arrived(sent_at)
    assert Heartbeat.objects.get(name="beat").at == sent_at
    assert clock.now() - Heartbeat.objects.get(name="worker").at < timedelta(seconds=5)


def test_an_old_canary_does_not_turn_time_back() -> None:
    now = clock.now()
    canary_arrived(now)
    canary_arrived(now - timedelta(hours=6))
    assert Heartbeat.objects.get(name="beat").at == now


def test_a_canary_sent_by_somebody_else_says_nothing_about_beat() -> None:
    canary_arrived(None)
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"worker"}
