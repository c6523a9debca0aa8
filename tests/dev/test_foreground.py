"""A command that has the terminal: its streams, its exit code, and its chance to clean up."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.dev.foreground import run_in_foreground
from portal.dev.paths import CHECKOUT

SUPERVISOR = """
import os, sys
from pathlib import Path
from portal.dev.foreground import run_in_foreground
from portal.dev.stopping import Stopped, supervised
try:
    with supervised():
        code = run_in_foreground([sys.executable, "-c", sys.argv[1]], env=os.environ, cwd=Path("/"))
except Stopped as stopped:
    code = 128 + stopped.number
sys.exit(code)
"""
TIDY = """
import time
try:
    print("works", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("tidied up", flush=True)
    raise SystemExit(2)
"""


@pytest.mark.parametrize(
    ("program", "code"),
    [("raise SystemExit(5)", 5), ("import os; os.kill(os.getpid(), 9)", 128 + signal.SIGKILL), ("", 0)],
)
def test_the_exit_code_is_the_command_s(program: str, code: int) -> None:
    assert run_in_foreground([sys.executable, "-c", program], env=os.environ, cwd=Path("/")) == code


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 2), (signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGHUP, 128 + signal.SIGHUP)],
)
def test_told_to_stop_it_lets_the_command_clean_up(number: signal.Signals, code: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, TIDY],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    assert process.stdout.readline() == b"works\n"
    time.sleep(0.1)
    process.send_signal(number)
    rest, _ = process.communicate(timeout=20)
    assert rest == b"tidied up\n"
    assert process.returncode == code


def test_standard_input_goes_through() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SUPERVISOR, "print(input()[::-1])"],
        cwd=CHECKOUT,
        input=b"facts\n",
        capture_output=True,
        check=False,
    )
    assert done.stdout == b"stcaf\n"
