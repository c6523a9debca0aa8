"""What a stranger's bytes might make a library do. Run in the limited process only; each says what came of it."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

Answer = tuple[dict[str, Any], list[bytes]]


def echo(content: bytes, **options: Any) -> Answer:
    """Behave well."""
    return options, [content, content[::-1]]


def look_around(content: bytes) -> Answer:
    """Collect what could be of use to somebody who got in."""
    return {
        "environment": dict(os.environ),
        "memory_of_it": Path("/proc/self/environ").exists(),
        "root": os.listdir("/"),
        "user": os.getuid(),
        "group": os.getgroups(),
        "open": [handle for handle in range(64) if _is_open(handle)],
    }, []


def connect(content: bytes, port: int) -> Answer:
    """Call a port of the machine itself."""
    with socket.socket() as line:
        line.settimeout(2)
        return {"came_of_it": _outcome(lambda: line.connect(("127.0.0.1", port)))}, []


def have_a_child(content: bytes) -> Answer:
    """Start another process."""

    def fork() -> None:
        if os.fork() == 0:
            os._exit(0)

    return {"came_of_it": _outcome(fork)}, []


def have_threads(content: bytes, count: int) -> Answer:
    """Start threads, all at once."""

    def start() -> None:
        over = threading.Event()
        threads = [threading.Thread(target=over.wait) for _ in range(count)]
        try:
            for thread in threads:
                thread.start()
        finally:
            over.set()

    return {"came_of_it": _outcome(start)}, []


def write_a_file(content: bytes) -> Answer:
    """Leave something behind."""
    return {"came_of_it": _outcome(lambda: Path("left-behind").write_text("here"))}, []


def leave_the_prison(content: bytes) -> Answer:
    """Change the root of files once more, the way out that root knows."""
    return {"came_of_it": _outcome(lambda: os.chroot("/"))}, []


def raise_the_limits(content: bytes) -> Answer:
    """Ask for more time."""
    import resource

    return {"came_of_it": _outcome(lambda: resource.setrlimit(resource.RLIMIT_CPU, (600, 600)))}, []


def eat_memory(content: bytes) -> NoReturn:
    """Never have enough."""
    eaten = []
    while True:
        eaten.append(bytes(20_000_000))


def loop(content: bytes) -> NoReturn:
    """Never come to an end."""
    while True:
        pass


def loop_on_purpose(content: bytes) -> NoReturn:
    """Never come to an end, and ignore being told."""
    for number in (signal.SIGXCPU, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def sleep(content: bytes) -> NoReturn:
    """Use no time of the processor, and never come to an end either."""
    while True:
        time.sleep(60)


def crash(content: bytes) -> Answer:
    """Follow a wild pointer."""
    ctypes.string_at(0)
    return {}, []


def raise_an_error(content: bytes) -> NoReturn:
    """Fail as our own code may."""
    raise ZeroDivisionError("as our own code may")


def say_too_much(content: bytes, length: int) -> Answer:
    """Answer at length."""
    return {}, [bytes(length)]


def lie(content: bytes, line: str) -> NoReturn:
    """Write an answer of one's own, and leave."""
    os.write(1, line.encode())
    os._exit(0)


def _is_open(handle: int) -> bool:
    try:
        os.fstat(handle)
    except OSError:
        return False
    return True


def _outcome(attempt: Any) -> str:
    try:
        attempt()
    except (OSError, ValueError, RuntimeError) as error:
        return f"{type(error).__name__}: {error}"
    return "done"
