"""One child process: started, asked to stop, killed; it never outlives the process that started it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from portal.dev.identity import Identity
from portal.dev.terminal import Refused

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(death_signal: int) -> Callable[[], None]:
    """A preexec function: the kernel sends `death_signal` to the child when its parent thread ends, however it ends.

    It must run after a change of user, which would clear the setting; subprocess calls it in that order. The
    children of the child are its own affair.
    """
    parent = os.getpid()

    def arrange() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)  # the parent ended before the line above

    return arrange


class Process:
    """A program that runs until told otherwise, in a session of its own, with its output in a log file.

    Start it from the main thread: it is the end of the starting thread that ends it.
    """

    def __init__(
        self,
        name: str,
        *,
        log: Path,
        identity: Identity | None = None,
        stop_signal: int = signal.SIGTERM,
        death_signal: int = signal.SIGKILL,
        patience: float = 10,
    ) -> None:
        self.name = name
        self.log = log
        self.identity = identity
        self.stop_signal = stop_signal
        self.death_signal = death_signal
        self.patience = patience
        self._child: subprocess.Popen[bytes] | None = None
        self._exit_code: int | None = None
        self._asked = False

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._child.pid if self._child and self.alive else None

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._child is not None and self._child.poll() is None

    @property
    def fell(self) -> bool:
        """Whether it was started and then ended without being stopped or killed by us."""
        return self._child is not None and not self.alive

    @property
    def exit_code(self) -> int | None:
        """How it ended: None while it runs or was never started, negative for a signal."""
        return self._child.poll() if self._child else self._exit_code

    def start(
        self, command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path, handles: Sequence[int] = ()
    ) -> None:
        """Run the command. `handles` are open file descriptors that the child shall have too."""
        if self.alive:
            raise RuntimeError(f"{self.name} runs already, as process {self.pid}")
        self._asked = False
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._child = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(env),
                cwd=cwd,
                pass_fds=handles,
                start_new_session=True,
                preexec_fn=dies_with_parent(self.death_signal),
                **(self.identity.popen_arguments() if self.identity else {}),
            )

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait until `ready()` is true. Raises Refused with the end of the log when it ends first or takes longer."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.alive:
                raise Refused(f"{self.name} ended at once with code {self.exit_code}. {self.last_words()}")
            if time.monotonic() > deadline:
                raise Refused(f"{self.name} was not ready after {seconds:g} seconds. {self.last_words()}")
            time.sleep(0.02)

    def ask_to_stop(self) -> None:
        """Send the stop signal, once, and return at once: to some programs a second one means to drop everything."""
        if self._child and self.alive and not self._asked:
            self._asked = True
            self._child.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask it to stop, wait for its patience, then kill what is left of its session."""
        self.ask_to_stop()
        if self._child:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(self.patience)
        self.kill()

    def kill(self) -> None:
        """SIGKILL to the process and all in its process group: a power cut, no goodbye."""
        if self._child:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child.pid, signal.SIGKILL)
            self._exit_code = self._child.wait()
            self._child = None  # its number may soon be another's

    def last_words(self, lines: int = 15) -> str:
        """The end of its log, as a sentence for an error message."""
        try:
            text = self.log.read_text(errors="replace")
        except OSError:
            return f"It wrote no log ({self.log})."
        return f"The end of {self.log}:\n" + "\n".join(text.splitlines()[-lines:])


def adopt_orphans() -> None:
    """Let orphaned descendants become our children, so that `end_descendants` finds them."""
    if _libc is not None:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_descendants() -> None:
    """Kill every child that is left, again and again until there is none. The last act of a supervisor."""
    for _ in range(200):
        left = _children()
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        time.sleep(0.01)


def _children() -> list[int]:
    try:
        return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except OSError:
        return []
