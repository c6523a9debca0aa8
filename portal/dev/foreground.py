"""A child that has the terminal: a management command, pytest, a bench."""

import contextlib
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.dev.processes import dies_with_parent
from portal.dev.stopping import Stopped

PATIENCE = 15


def run_in_foreground(command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> int:
    """Run a command with our standard streams and return its exit code (128 + n when signal n ended it).

    Ctrl-C reaches it by itself, being in our process group, and may be answered by it; SIGTERM and SIGHUP to us are
    passed on as SIGINT, so that it can clean up, and end as Stopped here.
    """
    child = subprocess.Popen([str(part) for part in command], env=dict(env), cwd=cwd, preexec_fn=dies_with_parent(15))
    try:
        return _code(_wait(child))
    except Stopped as stopped:
        if stopped.number != signal.SIGINT:
            child.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(PATIENCE)
        raise
    finally:
        child.kill()
        child.wait()


def _wait(child: subprocess.Popen[bytes]) -> int:
    before = signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is the child's to answer
    try:
        return child.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def _code(returned: int) -> int:
    return 128 - returned if returned < 0 else returned
