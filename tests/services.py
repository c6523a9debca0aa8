"""Fixtures for what the suite runs on: live portals and the browser. tests/conftest.py names them."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from portal.dev.browser import chromium
from portal.dev.paths import new_workspace, remove_workspace
from tests.live import LivePortal, LivePortals

MakeStack = Callable[..., LivePortal]
OFF_THE_NETWORK = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def live_portals() -> Iterator[LivePortals]:
    """The server of the live portals of this test process."""
    workspace = new_workspace()
    portals = LivePortals(workspace / "live", workspace)
    yield portals
    portals.postgres.stop()
    remove_workspace(workspace)


@pytest.fixture
def make_stack(live_portals: LivePortals) -> Iterator[MakeStack]:
    """A factory of live portals that end with the test: `make_stack("seed_demo --applications 20", start=["web"])`.

    Positional arguments are management commands that prepare the database it starts from (prepared once, then
    copied); `start` names the processes (all when left out); other keywords are environment variables.
    """
    made: list[LivePortal] = []

    def make(*seed: str, start: Sequence[str] | None = None, **variables: str) -> LivePortal:
        portal = live_portals.make(seed, variables)
        made.append(portal)
        _start(portal, portal.members if start is None else start)
        return portal

    yield make
    for portal in made:
        live_portals.discard(portal)


@pytest.fixture
def stack(make_stack: MakeStack) -> LivePortal:
    """A running portal with the catalogue and nobody in it, for one test."""
    return make_stack()


@pytest.fixture(scope="module")
def shared_stack(live_portals: LivePortals) -> Iterator[LivePortal]:
    """A running portal with the catalogue and nobody in it, shared by the tests of a module."""
    portal = live_portals.make((), {})
    _start(portal, portal.members)
    yield portal
    live_portals.discard(portal)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright drives the distribution's chromium, which shall talk to us alone."""
    executable = chromium()
    if not executable:
        pytest.fail("There is no chromium. Install it, name it in CHROMIUM, or use ./dev test --no-browser.")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": executable, "args": [*OFF_THE_NETWORK, *as_root]}


def _start(portal: LivePortal, names: Sequence[str] | dict[str, Any]) -> None:
    portal.start(*names)
    if portal.web.alive:
        portal.wait_healthy("/healthz/ready")
