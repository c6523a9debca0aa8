"""What runs inside: it is shut in, and only then reads a stranger's bytes.

Standard input holds the bytes. Standard output takes one line of JSON about the walls, one about the answer, and the
answer's parts as they are. Both are memory of the process that asked, so nothing can be blocked half-way.
"""

import dataclasses
import importlib
import json
import os
from collections.abc import Callable
from typing import Any

from portal.files.limited import walls
from portal.files.limited.limits import Limits

Answer = tuple[dict[str, Any], list[bytes]]
ANSWERED, OUT_OF_MEMORY, TOO_LONG_AN_ANSWER = 0, 10, 11


def main(task: dict[str, Any], *, parent: int) -> int:
    """Carry out a task (function as 'module:name', options, limits) and die with `parent`; the exit code.

    The function gets the bytes and the options as keywords, and returns values (JSON) and parts (bytes).
    """
    module, _, name = task["function"].partition(":")
    function: Callable[..., Answer] = getattr(importlib.import_module(module), name)
    here = walls.shut_in(Limits(**task["limits"]), parent=parent)
    _write(json.dumps(dataclasses.asdict(here)).encode() + b"\n")
    try:
        with open(0, "rb", closefd=False) as given:
            values, parts = function(given.read(), **task["options"])
    except MemoryError:
        return OUT_OF_MEMORY
    try:
        _write(json.dumps({"values": values, "parts": [len(part) for part in parts]}).encode() + b"\n")
        for part in parts:
            _write(part)
    except OSError:
        return TOO_LONG_AN_ANSWER
    return ANSWERED


def _write(content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(1, rest) :]
