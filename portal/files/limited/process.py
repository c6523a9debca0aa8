"""Runs a function in a limited process, and reads its answer with suspicion."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import structlog

from portal.files.limited.asking import ask
from portal.files.limited.inside import OUT_OF_MEMORY, TOO_LONG_AN_ANSWER
from portal.files.limited.limits import Exceeded, Limits, Unavailable, Walls

_LINE = 64 * 1024  # values are a few numbers and words
logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Answer:
    """What the function returned, and what it was shut off from meanwhile."""

    values: dict[str, Any]
    parts: tuple[bytes, ...]
    walls: Walls


def run(function: str, content: bytes, limits: Limits, **options: Any) -> Answer:
    """Run `function` ('module:name', see `inside`) on `content` in a process of its own; options are JSON.

    Raises Exceeded when it does not end within `limits`, or crashes; Unavailable when no such process could be run.
    """
    task = {"function": function, "options": options, "limits": asdict(limits)}
    with _memory("given", content) as given, _memory("answer") as answer, _memory("said") as said:
        ended = ask(task, [given, answer, said], patience=limits.patience)
        if "failed" in ended:
            raise Unavailable(f"No limited process could be started: {ended['failed']}")
        last_words = _end_of(said, 2000).decode(errors="replace")
        with open(os.dup(answer), "rb") as written:
            written.seek(0)
            walls = _walls(written.readline(_LINE), last_words)
            _judge(ended, limits, last_words)
            values, parts = _parts(written.readline(_LINE), written.read(limits.answer))
    return Answer(values, parts, walls)


def _walls(line: bytes, last_words: str) -> Walls:
    try:
        return Walls(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise Unavailable(f"A limited process ended before it was shut in: {last_words or line!r}") from error


def _judge(ended: dict[str, Any], limits: Limits, last_words: str) -> None:
    code = ended["code"]
    if ended["late"]:
        raise Exceeded("time", f"not ended after {limits.patience} s")
    if code == -signal.SIGKILL and ended["seconds"] >= limits.seconds:  # by the kernel: it was deaf to SIGXCPU
        raise Exceeded("time", f"not ended after {ended['seconds']:.0f} s of the processor")
    if code == -signal.SIGKILL:  # not by us, nor by a limit of ours: the machine has run out of memory, say
        raise Unavailable("A limited process was killed from outside.")
    if code:
        what = {OUT_OF_MEMORY: "memory", TOO_LONG_AN_ANSWER: "answer", -signal.SIGXCPU: "time"}.get(code, "crash")
        logger.warning("limited_process_ended", why=what, code=code, said=last_words)
        raise Exceeded(what, f"ended with {code}")


def _parts(line: bytes, rest: bytes) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    try:
        told = json.loads(line)
        values, lengths = dict(told["values"]), [int(length) for length in told["parts"]]
        if min(lengths, default=0) < 0 or sum(lengths) != len(rest):
            raise ValueError("the parts do not add up")
    except (ValueError, TypeError, KeyError) as error:
        raise Exceeded("crash", "an answer that cannot be understood") from error
    parts, start = [], 0
    for length in lengths:
        parts.append(rest[start : start + length])
        start += length
    return values, tuple(parts)


@contextlib.contextmanager
def _memory(name: str, content: bytes = b"") -> Iterator[int]:
    """A file without a name in memory: no disk to fill, nothing left behind."""
    try:
        handle = os.memfd_create(name)
    except OSError as error:
        raise Unavailable(f"There is no memory for a limited process: {error}.") from error
    try:
        try:
            with open(os.dup(handle), "wb") as given:
                given.write(content)
        except OSError as error:
            raise Unavailable(f"There is no memory for a limited process: {error}.") from error
        os.lseek(handle, 0, os.SEEK_SET)
        yield handle
    finally:
        os.close(handle)


def _end_of(handle: int, most: int) -> bytes:
    size = os.fstat(handle).st_size
    return os.pread(handle, most, max(0, size - most))
