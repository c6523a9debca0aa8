"""./dev lock: write down exact versions of all that requirements.in and tests/requirements.in ask for."""

import argparse
import os
import shutil
import subprocess

from portal.dev.paths import CHECKOUT
from portal.dev.requirements import MARK, Lock, locks
from portal.dev.terminal import Refused, say


def run(arguments: list[str]) -> int:
    """Write both locks, changing as few versions as possible (all of them with --upgrade)."""
    parser = argparse.ArgumentParser(prog="./dev lock", description="Lock the requirements. Needs uv and a network.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that the .in files allow")
    options = parser.parse_args(arguments)
    uv = shutil.which("uv")
    if not uv:
        raise Refused("./dev lock needs uv on the PATH. Install it (pip install uv, outside of .venv) and try again.")
    for lock in locks(CHECKOUT):
        _compile(uv, lock, upgrade=options.upgrade)
        say(f"Wrote {lock.locked.relative_to(CHECKOUT)}.")
    return 0


def _compile(uv: str, lock: Lock, *, upgrade: bool) -> None:
    command = [
        uv,
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
    ]
    command += ["--custom-compile-command", "./dev lock", "--output-file", lock.locked.name, lock.source.name]
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    done = subprocess.run(
        command + (["--upgrade"] if upgrade else []),
        cwd=lock.source.parent,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Refused(f"uv could not lock {lock.source}: {done.stderr.strip()}")
    text = "".join(line for line in lock.locked.read_text().splitlines(keepends=True) if not line.startswith(MARK))
    lock.locked.write_text(f"{MARK}{lock.fingerprint()}\n{text}")
