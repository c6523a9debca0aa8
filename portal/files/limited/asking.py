"""Asks this process's nursery, and starts one where there is none yet."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from portal.files.limited.limits import Unavailable

_CHECKOUT = str(Path(__file__).resolve().parents[3])
_START = f"import sys; sys.path.insert(0, {_CHECKOUT!r}); from portal.files.limited.nursery import start; start()"
_SPARE = 15  # seconds: a nursery that starts, loads and answers late is still better than none


class _Door:
    """Our end of the line to a nursery."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-I", "-c", _START]
        with theirs:
            # No environment: no secret, no proxy, no option of Python. A session of its own: no Ctrl-C of ours.
            actions = [(os.POSIX_SPAWN_DUP2, theirs.fileno(), 0), (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
            try:
                self.pid = os.posix_spawn(sys.executable, command, {}, file_actions=actions, setsid=True)
            except OSError:
                self.line.close()
                raise

    def close(self) -> None:
        """Let the nursery end. In a fork of its owner only our copy of the line is given up."""
        self.line.close()
        if self.owner == os.getpid():
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)


_lock = threading.Lock()
_door: _Door | None = None


def ask(task: dict[str, Any], handles: list[int], *, patience: float) -> dict[str, Any]:
    """Have a task carried out with these open files as input, output and errors; how it ended.

    Raises Unavailable when there is no nursery to be had.
    """
    try:
        door = _ours()
        try:
            return _asked(door, task, handles, patience)
        except ConnectionError:
            _part(door)  # it was killed; there is a new one for the asking
            return _asked(_ours(), task, handles, patience)
    except OSError as error:
        raise Unavailable(f"No limited process could be started: {error}.") from error


def _asked(door: _Door, task: dict[str, Any], handles: list[int], patience: float) -> dict[str, Any]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        with theirs:
            socket.send_fds(door.line, [json.dumps(task).encode()], [*handles, theirs.fileno()])
        ours.settimeout(patience + _SPARE)
        try:
            told = ours.recv(4096)
        except TimeoutError as error:
            raise Unavailable("The nursery of limited processes does not answer.") from error
    if not told:
        raise Unavailable("The nursery of limited processes ended before it answered.")
    answer: dict[str, Any] = json.loads(told)
    return answer


def _ours() -> _Door:
    global _door
    with _lock:
        if _door is None or _door.owner != os.getpid():
            if _door is not None:
                _door.close()
            _door = _Door()
        return _door


def _part(door: _Door | None) -> None:
    global _door
    with _lock:
        if door is not None and _door is door:
            _door = None
            door.close()


def _at_exit() -> None:
    _part(_door)


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()  # another thread may have held it


atexit.register(_at_exit)
os.register_at_fork(after_in_child=_after_fork)
