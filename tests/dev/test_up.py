"""./dev up as a user meets it: it starts, says where, keeps data, refuses in words, and leaves nothing running."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.dev.paths import CHECKOUT, new_workspace, remove_workspace
from portal.dev.ports import listening
from portal.dev.postgres import Postgres
from portal.dev.variables import OUTSIDE
from tests.dev.watching import descendants, runs, wait_until_gone

SECONDS_TO_START = 120
ASK = 'from django.db import connection; cursor = connection.cursor(); cursor.execute("{}")'


class Up:
    """A ./dev up in a private folder of its own, as if it were of another checkout."""

    def __init__(self, home: Path, *arguments: str, **variables: str) -> None:
        self.home = home
        self.words = home.with_name(f"{home.name}-{time.time_ns()}.words")
        with self.words.open("wb") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.dev", "up", "--no-demo", *arguments],
                cwd=CHECKOUT,
                env=environment(home, **variables),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=words,
                start_new_session=True,
            )
        self.below: list[int] = []

    def wait_ready(self) -> str:
        """The address it prints; its processes are noted."""
        assert self.process.stdout
        line = self.process.stdout.readline().decode()
        found = re.fullmatch(r"ready (http://localhost:\d+/)\n", line)
        assert found, f"instead of a ready line: {line!r}\n{self.words.read_text()}"
        self.below = descendants(self.process.pid)
        return found[1]

    def end(self, number: int) -> int:
        """Send a signal, wait for the end, see that nothing is left; the exit code."""
        self.below = self.below or descendants(self.process.pid)
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=60)
        assert rest == b"", "only the ready line belongs on standard output"
        wait_until_gone(self.below)
        return self.process.returncode

    def abandon(self) -> None:
        """Whatever became of the test, do not outlive it."""
        self.process.kill()
        if self.process.returncode is None:
            self.process.communicate()


def environment(home: Path, **variables: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in (*OUTSIDE, "PORTAL_DATA")}
    return {**own, "DEV_HOME": str(home), **variables}


def dev(home: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "portal.dev", *arguments],
        cwd=CHECKOUT,
        env=environment(home, **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_TO_START,
    )


def status(address: str) -> int:
    with urllib.request.urlopen(address, timeout=10) as response:
        return int(response.status)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    folder = new_workspace()
    yield folder
    remove_workspace(folder)


@pytest.fixture(scope="module")
def migrated(place: Path) -> Path:
    """A private folder whose database has all tables: making them takes longer than all the rest of a start."""
    folder = place / "migrated"
    assert dev(folder, "manage", "migrate", "--no-input").returncode == 0
    return folder


def copied(folder: Path, name: str) -> Path:
    """A copy beside a folder, owners included."""
    subprocess.run(["cp", "-a", folder, folder.with_name(name)], check=True)
    return folder.with_name(name)


@pytest.fixture(scope="module")
def kept(migrated: Path) -> Path:
    """The private folder that one test leaves to the next, as a user does from one day to the next."""
    return copied(migrated, "kept")


def test_two_portals_run_side_by_side_and_end_without_a_trace(migrated: Path, kept: Path) -> None:
    first, second = Up(kept), Up(copied(migrated, "other"))
    try:
        addresses = first.wait_ready(), second.wait_ready()
        assert addresses[0] != addresses[1]
        for address in addresses:
            assert status(f"{address}healthz/ready") == status(f"{address}healthz/work") == 200

        again = dev(kept, "up")
        assert again.returncode == 1
        assert f"(process {first.process.pid}) runs already at {addresses[0].rstrip('/')}" in again.stderr
        assert again.stdout == ""

        remember = "CREATE TABLE kept AS SELECT 'yes' AS word"
        assert dev(kept, "manage", "shell", "-c", ASK.format(remember)).returncode == 0

        assert first.end(signal.SIGTERM) == 0
        assert status(f"{addresses[1]}healthz/ready") == 200
        assert second.end(signal.SIGKILL) == -signal.SIGKILL
    finally:
        first.abandon()
        second.abandon()


def test_data_are_kept_and_a_member_that_dies_is_told(kept: Path) -> None:
    recall = ASK.format("SELECT word FROM kept") + "; print('kept', cursor.fetchone()[0])"
    assert "kept yes" in dev(kept, "manage", "shell", "-c", recall).stdout
    up = Up(kept)
    try:
        up.wait_ready()
        assert "kept yes" in dev(kept, "manage", "shell", "-c", recall).stdout
        [beat] = [pid for pid in up.below if b"beat" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]
        os.kill(beat, signal.SIGKILL)
        up.process.communicate(timeout=60)
        assert up.process.returncode == 1
        wait_until_gone(up.below)
        assert "beat ended by itself with code -9" in up.words.read_text()
    finally:
        up.abandon()


def test_a_database_that_runs_elsewhere_is_used_and_left_running(place: Path, migrated: Path) -> None:
    data = copied(migrated, "elsewhere") / "postgres"
    elsewhere = Postgres(data, place / "socket", place / "elsewhere.log", durable=False)
    elsewhere.start()
    up = Up(place / "guest", DATABASE_URL=elsewhere.url())
    try:
        up.wait_ready()
        assert not (place / "guest" / "postgres").exists()
        assert elsewhere.execute("SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = 'portal'") == [(True,)]
        assert up.end(signal.SIGINT) == 0
        assert elsewhere.alive
    finally:
        up.abandon()
        elsewhere.stop()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_can_be_stopped_while_it_starts(place: Path, number: signal.Signals) -> None:
    up = Up(place / "hasty")
    while not (place / "hasty" / "postgres" / "postmaster.pid").exists():
        assert up.process.poll() is None, up.words.read_text()
        time.sleep(0.01)
    assert up.end(number) == 0
    assert not any(runs(pid) for pid in up.below)


def test_a_taken_port_is_refused_before_anything_starts(place: Path) -> None:
    with listening() as sockets:
        port = sockets[0].getsockname()[1]
        refused = dev(place / "port", "up", "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Port {port} is taken by another program.")
    assert not (place / "port" / "postgres").exists()


def test_two_checkouts_cannot_share_a_data_folder(place: Path) -> None:
    up = Up(place / "owner", "--data", str(place / "shared"))
    while not (place / "shared" / "postgres").exists():
        assert up.process.poll() is None, up.words.read_text()
        time.sleep(0.01)
    refused = dev(place / "guest-2", "up", "--data", str(place / "shared"))
    assert refused.returncode == 1
    assert f"(process {up.process.pid}) runs already and uses {place / 'shared'}" in refused.stderr
    assert up.end(signal.SIGTERM) == 0


def test_an_unknown_command_lists_those_that_exist(place: Path) -> None:
    asked = dev(place / "help", "upp")
    assert asked.returncode == 2
    assert "./dev has no command 'upp'." in asked.stderr
    assert "./dev up" in asked.stderr
    assert dev(place / "help", "--help").returncode == 0
