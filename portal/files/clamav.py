"""Talks to ClamAV's clamd by its INSTREAM command (clamd(8)): the bytes go over, no file is shared with it.

Written here because the package for it knows no timeout while connecting and leaves sockets open when that fails
(docs/decisions/0022).
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

CONNECTING, ANSWERING = 5, 60  # seconds
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"stream: (?P<name>.+) FOUND")


class ScannerAway(Exception):
    """The scanner cannot be reached, or answered with something other than a verdict: nothing is known of the file."""


class Clamd:
    """The clamd at `url`: clamd:///run/clamav/clamd.ctl for a Unix socket, clamd://host:3310 for TCP."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._url = url
        self._path = parts.path
        self._host, self._port = parts.hostname, parts.port

    def version(self) -> str:
        """Return its version and that of its signatures, such as 'ClamAV 1.4.3/27412'. Raises ScannerAway."""
        with self._line() as line:
            line.sendall(b"zVERSION\0")
            answer = _answer(line)
        if not answer.startswith("ClamAV "):
            raise ScannerAway(f"{self._url} is no ClamAV; it answered {answer[:80]!r}.")
        return "/".join(answer.split("/")[:2])

    def look(self, content: bytes) -> str:
        """Return the name of what is found in `content`, '' for nothing. Raises ScannerAway."""
        with self._line() as line:
            try:
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), _PIECE):
                    piece = content[start : start + _PIECE]
                    line.sendall(len(piece).to_bytes(4, "big") + piece)
                line.sendall(bytes(4))
            except BrokenPipeError:
                pass  # it has heard enough; why, it says
            answer = _answer(line)
        if answer == "stream: OK":
            return ""
        found = _FOUND.fullmatch(answer)
        if not found:
            raise ScannerAway(f"{self._url} gave no verdict on {len(content)} bytes: {answer[:200]!r}.")
        return found["name"]

    @contextmanager
    def _line(self) -> Iterator[socket.socket]:
        try:
            with self._connected() as line:
                line.settimeout(ANSWERING)
                yield line
        except OSError as error:
            raise ScannerAway(f"{self._url} cannot be reached: {error or type(error).__name__}.") from error

    def _connected(self) -> socket.socket:
        if self._host:
            return socket.create_connection((self._host, self._port or 0), timeout=CONNECTING)
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(CONNECTING)
            line.connect(self._path)
        except BaseException:
            line.close()
            raise
        return line


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        more = line.recv(_LONGEST_ANSWER)
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0").decode(errors="replace").strip()
