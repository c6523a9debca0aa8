"""What the suite runs on: live portals for journeys and faults, and the browser.

A live portal is made of real processes, by the code behind ./dev. tests/conftest.py names these fixtures.
"""

import hashlib
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from portal.dev.browser import chromium
from portal.dev.paths import new_workspace, remove_workspace
from portal.dev.postgres import Postgres
from portal.dev.stack import Stack

MakeStack = Callable[..., Stack]
OFF_THE_NETWORK = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


class LivePortals:
    """A Postgres server for live portals, and template databases that each of them is copied from."""

    def __init__(self, folder: Path, workspace: Path) -> None:
        self.folder = folder
        self.workspace = workspace
        self.postgres = Postgres(folder / "postgres", workspace / "postgres", folder / "postgres.log", durable=False)
        self._templates: set[str] = set()

    def make(self, seed: Sequence[str], variables: dict[str, str]) -> Stack:
        """A portal that does not run yet, with a database of its own in which the `seed` commands have been run."""
        if not self.postgres.alive:
            self.postgres.start()
        template = self._template(seed)
        name = f"live_{uuid.uuid4().hex[:12]}"
        self.postgres.create_database(name, template=template)
        return self._stack(name, variables)

    def discard(self, stack: Stack) -> None:
        """End a portal and forget its data."""
        stack.kill()
        if self.postgres.alive:
            self.postgres.drop_database(stack.database)

    def _template(self, seed: Sequence[str]) -> str:
        name = "template_" + hashlib.sha256("\n".join(seed).encode()).hexdigest()[:12]
        if name not in self._templates:
            self.postgres.drop_database(name)
            self.postgres.create_database(name)
            stack = self._stack(name, {})
            for command in ("migrate --no-input", "createcachetable", "load_catalog", *seed):
                stack.manage(*command.split())
            self._templates.add(name)
        return name

    def _stack(self, database: str, variables: dict[str, str]) -> Stack:
        data = self.folder / database
        data.mkdir(parents=True, exist_ok=True)
        return Stack(
            data,
            self.workspace / database[-12:],
            {
                "PORTAL_ENV": "test",
                "BEAT_SCALE": "0.05",  # the sweeper's minute takes 3 seconds
                "CLOCK_OFFSET_FILE": str(data / "clock-offset"),
                **variables,
            },
            postgres=self.postgres,
            database=database,
        )


@pytest.fixture(scope="session")
def live_portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortals]:
    """The server of the live portals of this test process."""
    workspace = new_workspace()
    portals = LivePortals(workspace / "live", workspace)
    yield portals
    portals.postgres.stop()
    remove_workspace(workspace)


@pytest.fixture
def make_stack(live_portals: LivePortals) -> Iterator[MakeStack]:
    """A factory of live portals that end with the test: `make_stack("seed_demo --applications 20", start=["web"])`.

    Positional arguments are management commands for the database it starts from; `start` names the processes (all
    when left out); other keywords are environment variables.
    """
    made: list[Stack] = []

    def make(*seed: str, start: Sequence[str] | None = None, **variables: str) -> Stack:
        stack = live_portals.make(seed, variables)
        made.append(stack)
        stack.start(*(stack.members if start is None else start))
        if "web" in stack.members and stack.web.alive:
            stack.wait_healthy("/healthz/ready")
        return stack

    yield make
    for stack in made:
        live_portals.discard(stack)


@pytest.fixture
def stack(make_stack: MakeStack) -> Stack:
    """A running portal with the catalogue and nobody in it, for one test."""
    return make_stack()


@pytest.fixture(scope="module")
def shared_stack(live_portals: LivePortals) -> Iterator[Stack]:
    """A running portal with the catalogue and nobody in it, shared by the tests of a module."""
    stack = live_portals.make((), {})
    stack.start()
    stack.wait_healthy("/healthz/ready")
    yield stack
    live_portals.discard(stack)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright drives the distribution's chromium, which shall talk to us alone."""
    executable = chromium()
    if not executable:
        pytest.fail("There is no chromium. Install it, name it in CHROMIUM, or use ./dev test --no-browser.")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": executable, "args": [*OFF_THE_NETWORK, *as_root]}
