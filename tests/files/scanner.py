"""A real clamd of our own: a process on a Unix socket, whose whole database are two signatures written here."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.dev.clamd import program
from portal.dev.processes import Process
from portal.files.clamav import Clamd, ScannerAway

HARMFUL = b"This sentence stands for a virus in the tests of the portal."
SIGNATURE = "Portal.Test.Sentence"
# The test file of the European Institute for Computer Antivirus Research, in two halves: whole, it would alarm the
# scanner of everybody who keeps this repository.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FOUND = f"{SIGNATURE}.UNOFFICIAL"  # what clamd calls a signature that ClamAV's makers have not signed
STREAM_LIMIT = 12 * 1024 * 1024
_PATIENCE = 60
_CONFIGURATION = """
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
Foreground yes
StreamMaxLength {limit}
AlertExceedsMax yes
ExitOnOOM yes
"""


class Scanner:
    """clamd with two signatures; `url` is what SCANNER is set to."""

    def __init__(self, folder: Path) -> None:
        self.url = f"clamd://{folder}/clamd.sock"
        self.log = folder / "clamd.log"
        self._process = Process("clamd", log=self.log)
        self._configuration = folder / "clamd.conf"
        self._configuration.write_text(_CONFIGURATION.format(folder=folder, limit=STREAM_LIMIT))
        (folder / "signatures").mkdir()
        known = {SIGNATURE: HARMFUL, "Portal.Test.Eicar": EICAR}
        lines = [f"{name}:0:*:{content.hex()}\n" for name, content in known.items()]
        (folder / "signatures" / "portal.ndb").write_text("".join(lines))

    def start(self) -> None:
        """Start it and wait until it answers."""
        executable = program()
        if not executable:
            pytest.fail("There is no clamd. Install clamav-daemon, name it in CLAMD, or use ./dev test --no-clamd.")
        self._process.start([executable, "--config-file", str(self._configuration)], env={}, cwd=Path("/"))
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and self._process.alive:
            with contextlib.suppress(ScannerAway):
                Clamd(self.url).version()
                return
            time.sleep(0.05)
        pytest.fail(f"clamd did not come up:\n{self.log.read_text()}")

    def stop(self) -> None:
        """Stop it; starting it again is possible."""
        self._process.stop()


@pytest.fixture(scope="session")
def _clamd() -> Iterator[Scanner]:
    # Not pytest's own folder: the path of a socket may have about a hundred letters.
    with tempfile.TemporaryDirectory(prefix="clamd-", ignore_cleanup_errors=True) as folder:
        scanner = Scanner(Path(folder))
        scanner.start()
        yield scanner
        scanner.stop()


@pytest.fixture
def clamd(_clamd: Scanner, settings: object) -> Scanner:
    """The running scanner; SCANNER names it for the length of the test."""
    settings.SCANNER = _clamd.url  # type: ignore[attr-defined]
    return _clamd
