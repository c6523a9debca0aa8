"""A Redis server of our own, on a Unix socket, keeping nothing: all it holds can be made again."""

import socket
from pathlib import Path

from portal.dev.binaries import redis_program
from portal.dev.processes import Process


class Redis:
    """One server with its socket in `folder` (a short path) and its log in `log`."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.process = Process("redis", log=log)

    @property
    def url(self) -> str:
        """Its address, as REDIS_URL and Celery understand it."""
        return f"redis+socket://{self.socket}"

    @property
    def alive(self) -> bool:
        """Whether the server runs."""
        return self.process.alive

    def start(self) -> None:
        """Start the server, empty, and wait until it answers."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.process.start(
            [
                redis_program(),
                *("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
                *("--save", "", "--appendonly", "no", "--dir", self.folder, "--daemonize", "no"),
            ],
            env={"PATH": "/usr/bin:/bin"},
            cwd=self.folder,
        )
        self.process.wait_until(self._answers, seconds=10)

    def stop(self) -> None:
        """Stop the server; what it held is gone."""
        self.process.stop()

    def kill(self) -> None:
        """End the server like a power cut."""
        self.process.kill()

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False
