"""A child process is started, stopped and killed by name, and never outlives its supervisor."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.dev.paths import CHECKOUT
from portal.dev.processes import Process
from portal.dev.terminal import Refused
from tests.dev.watching import wait_until_gone

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)
PARENT_OF_TWO = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
SUPERVISOR = """
import os, sys, time
from pathlib import Path
from portal.dev.processes import Process
child = Process("child", log=Path(sys.argv[1]))
child.start(["sleep", "60"], env=os.environ, cwd=Path("/"))
print(child.pid, flush=True)
time.sleep(60)
"""


def start(process: Process, *command: str) -> None:
    process.start(command, env=os.environ, cwd=Path("/"))


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_process_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    process = Process("deaf", log=tmp_path / "log", patience=0.2)
    start(process, sys.executable, "-c", STUBBORN)
    process.wait_until(lambda: "deaf" in process.last_words(), seconds=10)
    process.stop()
    assert process.exit_code == -signal.SIGKILL
    assert not process.fell


def test_killing_takes_the_children_along(tmp_path: Path) -> None:
    process = Process("family", log=tmp_path / "log")
    start(process, sys.executable, "-c", PARENT_OF_TWO)
    pid = process.pid
    assert pid
    process.wait_until(lambda: bool(children(pid)), seconds=10)
    [child] = children(pid)
    process.kill()
    wait_until_gone([pid, child])


def test_a_process_that_ends_by_itself_has_fallen(tmp_path: Path) -> None:
    process = Process("brief", log=tmp_path / "log")
    start(process, "sh", "-c", "echo the disk is full; exit 3")
    while process.alive:
        time.sleep(0.01)
    assert process.fell
    assert process.exit_code == 3
    assert "the disk is full" in process.last_words()


def test_waiting_for_one_that_ended_tells_its_last_words(tmp_path: Path) -> None:
    process = Process("brief", log=tmp_path / "log")
    start(process, "sh", "-c", "echo the disk is full; exit 3")
    with pytest.raises(Refused, match=r"(?s)brief ended at once with code 3.*the disk is full"):
        process.wait_until(lambda: False, seconds=10)


def test_waiting_has_an_end(tmp_path: Path) -> None:
    process = Process("slow", log=tmp_path / "log")
    start(process, "sleep", "60")
    with pytest.raises(Refused, match=r"slow was not ready after 0.1 seconds"):
        process.wait_until(lambda: False, seconds=0.1)
    process.kill()


def test_a_child_ends_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path / "log")], stdout=subprocess.PIPE, cwd=CHECKOUT
    )
    assert supervisor.stdout
    with supervisor.stdout:
        child = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()
    wait_until_gone([child])


def test_a_running_process_is_not_started_twice(tmp_path: Path) -> None:
    process = Process("one", log=tmp_path / "log")
    start(process, "sleep", "60")
    with pytest.raises(RuntimeError, match="one runs already"):
        start(process, "sleep", "60")
    process.kill()
