"""Looking at processes from outside."""

import time
from collections.abc import Iterable
from pathlib import Path


def runs(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def descendants(pid: int) -> list[int]:
    """All processes below one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found


def wait_until_gone(pids: Iterable[int], *, seconds: float = 15) -> None:
    """Wait until none of the processes runs; fail with the command lines of those that do."""
    deadline = time.monotonic() + seconds
    while left := [pid for pid in pids if runs(pid)]:
        if time.monotonic() > deadline:
            commands = [Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode() for pid in left]
            raise AssertionError(f"still running after {seconds} s: {commands}")
        time.sleep(0.05)
