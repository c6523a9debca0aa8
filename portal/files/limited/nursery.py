"""The nursery: a small process that has loaded what is needed, and forks a limited process for each request.

Starting Python and its libraries anew takes a fifth of a second of the processor, a fork ten milliseconds. It holds no
secret, no connection and no bytes of anybody; it has one thread, so that forking is safe; it ends when whoever
started it is gone. Standard input is the socket on which it is asked.
"""

from __future__ import annotations

import array
import contextlib
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import time
import traceback
from typing import Any, NamedTuple

from portal.files.limited import inside

MOST = 256 * 1024  # of a request; bytes of files come as open files beside it
_ALL = os.sysconf("SC_OPEN_MAX")


class Child(NamedTuple):
    """A limited process at work: who wants to know of its end, and when it must have come."""

    pid: int
    handle: int
    reply: socket.socket
    deadline: float


class Nursery:
    """Serves requests until the other end of `asked` is closed."""

    def __init__(self, asked: socket.socket) -> None:
        self._asked = asked
        self._children: dict[int, Child] = {}  # by the handle of the process, and by that of the reply
        self._poll = select.poll()
        self._poll.register(asked, select.POLLIN)

    def serve(self) -> None:
        """Work. Returns when nobody is left who could ask."""
        while True:
            ready = [handle for handle, _event in self._poll.poll(self._patience())]
            for child in {self._children[handle] for handle in ready if handle in self._children}:
                self._end(child, late=False)
            now = time.monotonic()
            for child in {child for child in self._children.values() if child.deadline <= now}:
                self._end(child, late=True)
            # Last, for a new child may get the handle of one that has just ended.
            if self._asked.fileno() in ready and not self._begin():
                return

    def _patience(self) -> float | None:
        deadlines = [child.deadline for child in self._children.values()]
        return max(0.0, min(deadlines) - time.monotonic()) * 1000 + 1 if deadlines else None

    def _begin(self) -> bool:
        """Take a request and fork. Returns False when there will be no more."""
        message, handles = _received(self._asked)
        if not message:
            return False
        task, here = json.loads(message), os.getpid()
        reply = socket.socket(fileno=handles.pop())
        try:
            importlib.import_module(task["function"].partition(":")[0])
            pid = os.fork() or _be_limited(task, handles, parent=here)
        except Exception:
            reply.send(json.dumps({"failed": traceback.format_exc(limit=-1)}).encode())
            reply.close()
            return True
        finally:
            for handle in handles:
                os.close(handle)
        child = Child(pid, os.pidfd_open(pid), reply, time.monotonic() + task["limits"]["patience"])
        for handle, events in ((child.handle, select.POLLIN), (reply.fileno(), 0)):  # 0: only that nobody waits
            self._children[handle] = child
            self._poll.register(handle, events)
        return True

    def _end(self, child: Child, *, late: bool) -> None:
        """Reap a child that has ended, is late, or whom nobody waits for; with all that it may have started."""
        for handle in (child.handle, child.reply.fileno()):
            self._poll.unregister(handle)
            del self._children[handle]
        for kill in (os.killpg, os.kill):  # it may not have come to lead a group of its own
            with contextlib.suppress(ProcessLookupError):
                kill(child.pid, signal.SIGKILL)
        _pid, status, used = os.wait4(child.pid, 0)
        told = {
            "code": os.waitstatus_to_exitcode(status),
            "late": late,
            "seconds": used.ru_utime + used.ru_stime,
        }
        os.close(child.handle)
        with contextlib.suppress(OSError):
            child.reply.send(json.dumps(told).encode())
        child.reply.close()


def _received(asked: socket.socket) -> tuple[bytes, list[int]]:
    handles = array.array("i")
    space = socket.CMSG_LEN(4 * handles.itemsize)
    message, extra, _flags, _address = asked.recvmsg(MOST, space, socket.MSG_CMSG_CLOEXEC)
    for _level, _type, content in extra:
        handles.frombytes(content)
    return message, list(handles)


def _be_limited(task: dict[str, Any], handles: list[int], *, parent: int) -> int:
    """In the fork: be the limited process, and never come back."""
    code = 1
    try:
        os.setsid()
        for number, handle in enumerate(handles):
            os.dup2(handle, number)
        os.closerange(3, _ALL)
        code = inside.main(task, parent=parent)
    except BaseException:
        traceback.print_exc(limit=-5)
    finally:
        sys.stderr.flush()
        os._exit(code)  # nothing is tidied up: a library that was hurt could crash over it


def start() -> None:
    """Be the nursery."""
    os.closerange(3, _ALL)
    os.chdir("/")
    with contextlib.suppress(OSError):
        tempfile.gettempdir()  # found out once, for all
    with socket.socket(fileno=0) as asked:
        Nursery(asked).serve()
