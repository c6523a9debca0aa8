"""./dev test: the tests, on a Postgres and a Redis of their own that are thrown away afterwards."""

import contextlib
import os
import sys
from collections.abc import Iterator

from portal.dev import variables
from portal.dev.browser import provide_chromium
from portal.dev.clamd import provide_clamd
from portal.dev.foreground import run_in_foreground
from portal.dev.paths import CHECKOUT, new_workspace, remove_workspace
from portal.dev.stack import Stack
from portal.dev.stopping import Stopped, ignore_endings, supervised

TWO_AT_ONCE = ("-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder")


def run(arguments: list[str]) -> int:
    """Run pytest with the arguments; its exit code. `--no-browser` and `--no-clamd` leave out the tests marked so."""
    try:
        with supervised():
            if "--no-browser" not in arguments:
                provide_chromium()
            if "--no-clamd" not in arguments:
                provide_clamd()
            with throw_away_servers() as environ:
                return run_in_foreground(
                    [sys.executable, "-m", "pytest", *_at_once(arguments), *arguments], env=environ, cwd=CHECKOUT
                )
    except Stopped as stopped:
        return 128 + stopped.number


def _at_once(arguments: list[str]) -> list[str]:
    """Two processes share the groups of tests/options.py, browser tests last.

    The arguments may say another number, or want to stop inside a test.
    """
    said = any(argument.startswith(("-n", "--numprocesses", "--pdb", "-s")) for argument in arguments)
    return [] if said else list(TWO_AT_ONCE)


@contextlib.contextmanager
def throw_away_servers(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """A fresh Postgres and Redis for the length of a block (real ones where the environment names them); the
    environment to reach them with test settings."""
    workspace = new_workspace()
    stack = Stack(workspace / "data", workspace, variables.testing(), durable=durable)
    (stack.data / "static").mkdir(parents=True)  # no files are collected; whitenoise warns when there is no folder
    try:
        stack.start(*(name for name in ("postgres", "redis") if name in stack.members))
        yield {**os.environ, **stack.shared_environ()}
    finally:
        ignore_endings()
        stack.stop()
        remove_workspace(workspace)
