"""What a limited process may use, and what came of asking for too much."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """`memory` and `answer` are bytes; `seconds` is time of the processor, `patience` time on the wall.

    Without `threads` it can start none, and no process either.
    """

    memory: int
    seconds: int
    patience: int
    answer: int
    threads: int = 0


@dataclass(frozen=True)
class Walls:
    """What the machine lets a process be shut off from; limits on memory and time hold on every machine.

    `network`: it has no network, not even the machine's own addresses. `files`: it sees no files and no other process.
    """

    network: bool
    files: bool


class Exceeded(Exception):
    """The function did not end within its limits. `what` is memory, time, answer, or crash (nobody knows why)."""

    def __init__(self, what: str, detail: str = "") -> None:
        super().__init__(what, detail)
        self.what = what


class Unavailable(Exception):
    """No such process could be run, which says nothing about the bytes: try again later."""
