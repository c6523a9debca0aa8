"""The portal's own three processes: web, worker and beat."""

import contextlib
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from portal.dev.paths import CHECKOUT
from portal.dev.ports import listening, web_port
from portal.dev.processes import Process

Environment = Callable[[], Mapping[str, str]]


class Web:
    """gunicorn on loopback. Without an explicit port the first free one is taken, and kept over stop and start."""

    def __init__(self, environ: Environment, log: Path, *, port: int | None = None) -> None:
        self.process = Process("web", log=log)
        self.port = port
        self._environ = environ
        self._reserved = contextlib.ExitStack()
        self._sockets: list[socket.socket] = []

    @property
    def alive(self) -> bool:
        """Whether the server runs."""
        return self.process.alive

    def reserve(self) -> None:
        """Find and keep the port, so that the address is known, or refused, before anything else starts."""
        self._reserved = contextlib.ExitStack()
        self._sockets = self._reserved.enter_context(web_port(self.port))
        self.port = self._sockets[0].getsockname()[1]

    def start(self) -> None:
        """Start the server; connections are taken from now on, answered once it has loaded."""
        if not self._sockets:
            self.reserve()
        with self._reserved:
            sockets, self._sockets = self._sockets, []
            handles = [listener.fileno() for listener in sockets]
            binds = [part for handle in handles for part in ("--bind", f"fd://{handle}")]
            self.process.start(
                [
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "-c",
                    "deploy/gunicorn.conf.py",
                    *binds,
                    "portal.wsgi:application",
                ],
                env=self._environ(),
                cwd=CHECKOUT,
                handles=handles,
            )

    def stop(self) -> None:
        """Let running requests end, then stop: connections are refused."""
        self.process.stop()

    def kill(self) -> None:
        """End the server like a power cut, in the middle of a request; the port is free again afterwards."""
        self.process.kill()
        # Its workers are no children of ours to wait for; the port is free once the last of them is gone.
        deadline = time.monotonic() + 5
        while self._is_held() and time.monotonic() < deadline:
            time.sleep(0.01)

    def _is_held(self) -> bool:
        try:
            with listening(self.port or 0):
                return False
        except OSError:
            return True

    def status(self, path: str) -> int:
        """The status of a GET, 0 when nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


class Celery:
    """A Celery program of the portal: the worker or beat."""

    def __init__(self, name: str, arguments: list[str], environ: Environment, log: Path) -> None:
        self.process = Process(name, log=log)
        self._arguments = arguments
        self._environ = environ

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process.alive

    def start(self) -> None:
        """Start it; it takes a second or two to load."""
        self.process.start(
            [sys.executable, "-m", "celery", "-A", "portal.celery:app", *self._arguments],
            env=self._environ(),
            cwd=CHECKOUT,
        )

    def stop(self) -> None:
        """Let the running task end, then stop."""
        self.process.stop()

    def kill(self) -> None:
        """End it like a power cut, in the middle of a task."""
        self.process.kill()


def worker(environ: Environment, log: Path) -> Celery:
    """One worker for all queues."""
    arguments = ["worker", "--loglevel", "INFO", "--concurrency", "2", "--queues", "mails,exports"]
    return Celery("worker", [*arguments, "--without-gossip", "--without-mingle", "--without-heartbeat"], environ, log)


def beat(environ: Environment, log: Path, schedule: Path) -> Celery:
    """The clock. Its schedule file lets a restart know what is overdue."""
    return Celery("beat", ["beat", "--loglevel", "INFO", "--pidfile=", "--schedule", str(schedule)], environ, log)
