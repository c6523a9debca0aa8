"""Fixtures of the journeys: a running demonstration for each module, and windows to look at it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.people import PATIENCE
from tests.live import LivePortal, LivePortals

DEMO = "seed_demo --applications 40"
OpenWindow = Callable[..., BrowserContext]
expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="module")
def portal(live_portals: LivePortals) -> Iterator[LivePortal]:
    """A running portal with the demo people, shared by the tests of a module: web, worker, beat, Redis, SMTP."""
    live = live_portals.make((DEMO,), {})
    live.start()
    live.wait_healthy(seconds=120)
    yield live
    live_portals.discard(live)


@pytest.fixture
def window(new_context: OpenWindow) -> OpenWindow:
    """A factory of browser windows (cookies of their own each) that end with the test: `window(width=390)`.

    Taken from pytest-playwright, whose options --tracing and --screenshot then see them.
    """

    def open_window(*, width: int = 1280, height: int = 900, locale: str = "en-GB", **options: Any) -> BrowserContext:
        context = new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            timezone_id="Europe/Brussels",
            accept_downloads=True,
            **options,
        )
        context.set_default_timeout(PATIENCE * 1000)
        return context

    return open_window
