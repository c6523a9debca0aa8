"""A child that has the terminal: a management command, pytest, a bench."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from portal.dev.processes import dies_with_parent
from portal.dev.stopping import Stopped

PATIENCE = 15


def run_in_foreground(command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> int:
    """Run a command with our standard streams and return its exit code (128 + n when signal n ended it).

    Ctrl-C reaches it by itself, being in our process group, and is its to answer, as in a shell; a SIGINT sent to us
    alone is passed on. SIGTERM and SIGHUP are passed on as SIGINT, so that it can clean up, and end as Stopped here.
    """
    child = subprocess.Popen([str(part) for part in command], env=dict(env), cwd=cwd, preexec_fn=dies_with_parent(15))
    try:
        return _code(_wait(child))
    except Stopped:
        child.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(PATIENCE)
        raise
    finally:
        child.kill()
        child.wait()


def _wait(child: subprocess.Popen[bytes]) -> int:
    def pass_on(number: int, frame: FrameType | None) -> None:
        if not _has_keyboard():
            child.send_signal(number)

    before = signal.signal(signal.SIGINT, pass_on)
    try:
        return child.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def _has_keyboard() -> bool:
    """Whether Ctrl-C of a terminal comes to our process group."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def _code(returned: int) -> int:
    return 128 - returned if returned < 0 else returned
