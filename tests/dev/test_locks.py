"""One `up` a checkout; others learn who runs and how to join."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.dev.locks import held, remove_note, running_environment, write_note
from portal.dev.paths import CHECKOUT
from portal.dev.terminal import Refused

HOLDER = """
import sys, time
from pathlib import Path
from portal.dev.locks import held
with held(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    time.sleep(float(sys.argv[3]))
"""


@pytest.fixture
def holders() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def hold(holders: list[subprocess.Popen[bytes]], folder: Path, command: str, *, seconds: float) -> int:
    arguments = [sys.executable, "-c", HOLDER, str(folder), command, str(seconds)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=CHECKOUT)
    holders.append(process)
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    return process.pid


def test_a_second_up_is_refused_and_told_where_the_first_one_is(
    tmp_path: Path, holders: list[subprocess.Popen[bytes]]
) -> None:
    pid = hold(holders, tmp_path, "up", seconds=60)
    (tmp_path / "running.json").write_text(json.dumps({"pid": pid, "address": "http://localhost:8001", "environ": {}}))
    told = rf"./dev up \(process {pid}\) runs already at http://localhost:8001 .* stop it first: kill {pid}"
    with pytest.raises(Refused, match=told), held(tmp_path, "up", wait=True):
        pass


def test_a_short_command_is_waited_for(tmp_path: Path, holders: list[subprocess.Popen[bytes]]) -> None:
    hold(holders, tmp_path, "manage", seconds=0.5)
    began = time.monotonic()
    with held(tmp_path, "up", wait=True):
        assert time.monotonic() - began > 0.2


def test_a_holder_that_was_killed_is_no_obstacle(tmp_path: Path, holders: list[subprocess.Popen[bytes]]) -> None:
    hold(holders, tmp_path, "up", seconds=60)
    holders[0].kill()
    holders[0].wait()
    with held(tmp_path, "up"):
        assert json.loads((tmp_path / "lock").read_text()) == {"pid": os.getpid(), "command": "up"}


def test_the_note_of_a_running_portal_is_found_and_ends_with_it(tmp_path: Path) -> None:
    assert running_environment(tmp_path) is None
    with held(tmp_path, "up"):
        write_note(tmp_path, {"DATABASE_URL": "postgres://here"}, "http://localhost:8000")
        assert running_environment(tmp_path) == {"DATABASE_URL": "postgres://here"}
        assert (tmp_path / "running.json").stat().st_mode & 0o077 == 0
        remove_note(tmp_path)
        assert running_environment(tmp_path) is None
        write_note(tmp_path, {"DATABASE_URL": "postgres://here"}, "http://localhost:8000")
    assert running_environment(tmp_path) is None
