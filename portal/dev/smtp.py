"""The SMTP sink as a service of the stack."""

import socket
import sys
from pathlib import Path

from portal.dev.mailbox import Mailbox
from portal.dev.paths import CHECKOUT
from portal.dev.ports import listening
from portal.dev.processes import Process


class Smtp:
    """A sink on a free loopback port, which it keeps over stop and start; mails are files in `mailbox`."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.mailbox = Mailbox(folder)
        self.process = Process("smtp", log=log)
        self.port = 0

    @property
    def url(self) -> str:
        """Its address, as EMAIL_URL. Before the first start an address where nobody answers."""
        return f"smtp://127.0.0.1:{self.port or 1}"

    @property
    def alive(self) -> bool:
        """Whether the sink runs."""
        return self.process.alive

    def start(self) -> None:
        """Start the sink; from now on connections are taken."""
        with listening(self.port) as sockets:
            self.port = sockets[0].getsockname()[1]
            handle = sockets[0].fileno()
            self.process.start(
                [sys.executable, "-m", "portal.dev.smtp_sink", str(handle), self.mailbox.folder],
                env={"PATH": "/usr/bin:/bin"},
                cwd=CHECKOUT,
                handles=[handle],
            )

    def wait(self) -> None:
        """Wait until it greets."""
        self.process.wait_until(self._greets, seconds=20)

    def stop(self) -> None:
        """Stop the sink: connections are refused."""
        self.process.stop()

    def kill(self) -> None:
        """End the sink like a power cut."""
        self.process.kill()

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.settimeout(1)
                return connection.recv(3) == b"220"
        except OSError:
            return False
