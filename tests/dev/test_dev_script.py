"""The script ./dev by itself: it makes .venv from the locks, knows when to do so again, and says what it lacks."""

import importlib.machinery
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from portal.dev.paths import CHECKOUT
from tests.dev.watching import wait_until_gone

HAND_OVER = "import sys; print('handed over', sys.argv[1:], sys.prefix)"
SLOW_UV = '#!/bin/sh\necho $$ > "$(dirname "$0")/pid"\nexec sleep 60\n'


def make_checkout(folder: Path) -> Path:
    """A checkout that needs no packages, so that no network is needed either."""
    place = folder / "a checkout"
    (place / "portal" / "dev").mkdir(parents=True)
    (place / "portal" / "dev" / "__main__.py").write_text(HAND_OVER)
    (place / "tests").mkdir()
    for lock in ("requirements.txt", "tests/requirements.txt"):
        (place / lock).write_text("# nothing\n")
    shutil.copy(CHECKOUT / "dev", place / "dev")
    return place


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for the whole module: making an environment takes seconds."""
    return make_checkout(tmp_path_factory.mktemp("dev"))


def environment(**variables: str) -> dict[str, str]:
    folder = os.path.dirname(os.path.realpath(sys.executable))
    return {"PATH": f"{folder}:/usr/bin:/bin", "HOME": "/nonexistent", "PIP_NO_INDEX": "1", **variables}


def run_dev(checkout: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [os.path.realpath(sys.executable), checkout / "dev", *arguments],
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_it_makes_the_environment_once_and_installs_again_when_the_locks_change(checkout: Path) -> None:
    first = run_dev(checkout, "manage", "check", "--deploy")
    assert first.stdout == f"handed over ['manage', 'check', '--deploy'] {checkout / '.venv'}\n"
    assert "Making .venv" in first.stderr

    assert run_dev(checkout, "up").stderr == ""

    (checkout / "requirements.txt").write_text("# still nothing\n")
    changed = run_dev(checkout, "up")
    assert "Installing" in changed.stderr
    assert "Making" not in changed.stderr


def test_what_pip_could_not_do_is_told_and_tried_again_the_next_time(checkout: Path) -> None:
    (checkout / "requirements.txt").write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n")
    for _ in range(2):
        failed = run_dev(checkout, "test")
        assert failed.returncode == 1
        assert failed.stdout == ""
        assert "no-such-package" in failed.stderr
        assert "failed with code 1; its reason stands above." in failed.stderr


@pytest.mark.parametrize(("command", "code"), [("up", 0), ("test", 128 + signal.SIGTERM)])
def test_told_to_stop_while_it_installs_it_takes_the_installer_along(tmp_path: Path, command: str, code: int) -> None:
    checkout = make_checkout(tmp_path)
    tools = checkout / "tools"
    tools.mkdir()
    (tools / "uv").write_text(SLOW_UV)
    (tools / "uv").chmod(0o755)
    process = subprocess.Popen(
        [os.path.realpath(sys.executable), checkout / "dev", command],
        env=environment(PATH=f"{tools}:/usr/bin:/bin"),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while not ((tools / "pid").exists() and (tools / "pid").read_text().strip()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.terminate()
    assert process.wait(20) == code
    wait_until_gone([int((tools / "pid").read_text())])


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, on a PATH without any Python."""
    monkeypatch.setenv("PATH", str(tmp_path))
    copy = shutil.copy(CHECKOUT / "dev", tmp_path / "dev_script.py")  # no compiled file beside the real one
    loader = importlib.machinery.SourceFileLoader("dev_script", str(copy))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("dev_script", loader))  # type: ignore[arg-type]
    loader.exec_module(module)
    return module


def test_an_environment_is_current_until_its_python_or_its_place_changes(script: ModuleType, tmp_path: Path) -> None:
    def look(place: Path) -> bool:
        script.ROOT, script.VENV = str(place), str(place / ".venv")
        script.PYTHON, script.STAMP = str(place / ".venv" / "bin" / "python"), str(place / ".venv" / "installed")
        script.LOCKED = [str(place / "requirements.txt")]
        return bool(script.is_current())

    place = make_checkout(tmp_path)
    assert not look(place)
    python = place / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (place / ".venv" / "installed").write_text(script.fingerprint())
    assert look(place)

    moved = place.rename(tmp_path / "moved")
    assert not look(moved)
    place = moved.rename(place)
    python.unlink()
    python.symlink_to("/nonexistent/python")
    assert not look(place)


def put_python(folder: Path, name: str, answer: str) -> Path:
    """A program that answers as that Python would: version and whether it can make environments."""
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {answer}\n")
    program.chmod(0o755)
    return program


def test_a_python_that_is_too_old_is_told_what_is_needed(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "OLDEST", (4, 0))
    with pytest.raises(SystemExit):
        script.find_python(needs_venv=True)
    version = ".".join(map(str, sys.version_info[:2]))
    assert f"The portal needs Python 3.11 or 3.12; this is {version}" in capsys.readouterr().err


def test_a_newer_python_on_the_path_is_found(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "OLDEST", (4, 0))
    newer = put_python(tmp_path, "python3.12", "4 1 1")
    assert script.find_python(needs_venv=True) == str(newer)


def test_a_python_without_the_means_to_make_environments_names_the_package(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "OLDEST", (4, 0))
    put_python(tmp_path, "python3", "4 1 0")
    with pytest.raises(SystemExit):
        script.find_python(needs_venv=True)
    assert "apt-get install python4.1-venv" in capsys.readouterr().err
