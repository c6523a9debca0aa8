"""Who runs: locks that end with their holder, and the note that lets other commands join a running portal."""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.dev.terminal import Refused, say

NOTE = "running.json"


@contextlib.contextmanager
def held(folder: Path, command: str, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of a folder while the block runs. The kernel frees it when we end, however we end.

    With `wait`, a short-lived holder is waited for. Raises Refused in words that name the holder.
    """
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, folder, command, wait=wait)
        yield
    finally:
        os.close(handle)


def write_note(folder: Path, environ: dict[str, str], address: str) -> None:
    """Tell other commands of this checkout how to reach the running servers (the file is private: it has keys)."""
    unfinished = folder / f"{NOTE}.new"
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps({"pid": os.getpid(), "address": address, "environ": environ}))
    unfinished.replace(folder / NOTE)


def remove_note(folder: Path) -> None:
    """Withdraw the note."""
    (folder / NOTE).unlink(missing_ok=True)


def running_environment(folder: Path) -> dict[str, str] | None:
    """The environment of the portal that runs in this checkout, or None. A dead writer's note is nothing."""
    note = _note(folder)
    try:
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        if _try(handle) or _holder(handle).get("pid") != note.get("pid"):
            return None
        environ: dict[str, str] = note["environ"]
        return environ
    finally:
        os.close(handle)


def _take(handle: int, folder: Path, command: str, *, wait: bool) -> None:
    told = False
    while not _try(handle):
        holder = _holder(handle)
        if not wait or holder.get("command") == "up":
            raise Refused(_occupied(folder, holder))
        if not told:
            say(f"Waiting for {_named(holder)}, which uses {folder} ...")
            told = True
        time.sleep(0.1)
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps({"pid": os.getpid(), "command": command}).encode(), 0)


def _try(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(handle: int) -> dict[str, object]:
    with contextlib.suppress(ValueError, OSError):
        found = json.loads(os.pread(handle, 4096, 0))
        if isinstance(found, dict):
            return found
    return {}


def _named(holder: dict[str, object]) -> str:
    return f"./dev {holder.get('command', '?')} (process {holder.get('pid', '?')})"


def _occupied(folder: Path, holder: dict[str, object]) -> str:
    note = _note(folder)
    address = f" at {note['address']}" if note.get("pid") == holder.get("pid") else ""
    return (
        f"{_named(holder)} runs already{address} and uses {folder}. "
        f"Use that one, or stop it first: kill {holder.get('pid', '<its process id>')}."
    )


def _note(folder: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        note = json.loads((folder / NOTE).read_text())
        if isinstance(note, dict):
            return note
    return {}
