"""A Postgres server of our own: made, started and stopped with the wheel's programs, on a Unix socket only."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg2
from psycopg2 import sql

from portal.dev.binaries import postgres_programs
from portal.dev.identity import server_identity
from portal.dev.processes import Process
from portal.dev.terminal import Refused

ROLE = "portal"  # owns its databases and may make more; no superuser, as with a managed server
ADMIN = "postgres"
# For data that nobody will miss: writes do not wait for the disk. A killed server still finds all that was committed
# (only a machine that loses power would not), so the tests of faults may rely on it.
#
# A test's rows are never committed, so statistics say that every table is empty; joining such tables by nested loops
# is free by the planner's book and takes minutes over a catalogue of 250 offices.
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "4GB", "enable_nestloop": "off"}


class Postgres:
    """One server with its data in `folder`, its socket in `sockets` (a short path) and its log in `log`."""

    def __init__(self, folder: Path, sockets: Path, log: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.sockets = sockets
        self.settings = {} if durable else THROW_AWAY
        self.identity = server_identity()
        # SIGINT is Postgres's fast shutdown: sessions are ended, data are written.
        self.process = Process(
            "postgres",
            log=log,
            identity=self.identity,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            patience=30,
        )

    def url(self, database: str = ROLE) -> str:
        """The address of one of its databases, as DATABASE_URL and libpq understand it."""
        return f"postgres://{ROLE}@/{database}?host={self.sockets}"

    @property
    def alive(self) -> bool:
        """Whether the server runs."""
        return self.process.alive

    def start(self) -> None:
        """Start the server and wait until it answers; on first use make its data folder, role and database."""
        made = not (self.folder / "PG_VERSION").exists()
        if made:
            self._make()
        else:
            self._wait_for_predecessor()
        self._own(self.sockets)
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.sockets), **self.settings}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        version = (self.folder / "PG_VERSION").read_text().strip()
        self.process.start(
            [postgres_programs(self.identity, version) / "postgres", "-D", self.folder, *options],
            env=_server_environment(),
            cwd=self.folder,
        )
        self.process.wait_until(self._answers, seconds=60)  # after a crash it may have a log to replay
        if made or not self._has_role():
            self._make_role()

    def stop(self) -> None:
        """Stop the server; what is committed stays."""
        self.process.stop()

    def kill(self) -> None:
        """End the server like a power cut."""
        self.process.kill()

    def create_database(self, name: str, *, template: str = "template1") -> None:
        """Make a database, a copy of `template`. Nobody may be connected to the template."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy OWNER {}")
        self.execute(statement.format(*map(sql.Identifier, (name, template, ROLE))))

    def drop_database(self, name: str) -> None:
        """Remove a database together with the sessions on it."""
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def execute(self, statement: sql.Composable | str) -> list[tuple[object, ...]]:
        """Run one statement as the server's administrator, outside a transaction; rows if it gives any."""
        connection = psycopg2.connect(host=str(self.sockets), user=ADMIN, dbname="postgres", connect_timeout=5)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def _make(self) -> None:
        """initdb beside the place, then rename: an interrupted first run leaves nothing that looks finished."""
        unfinished = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._own(unfinished)
        # The built-in locale sorts and folds the same on every machine; the wheel has no ICU.
        made = subprocess.run(
            [
                str(postgres_programs(self.identity) / "initdb"),
                *("-D", str(unfinished), "-U", ADMIN, "--auth=trust", "--no-instructions", "--no-sync"),
                *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            ],
            check=False,
            capture_output=True,
            text=True,
            cwd=unfinished,
            env=_server_environment(),
            **(self.identity.popen_arguments() if self.identity else {}),
        )
        if made.returncode:
            raise Refused(f"initdb could not make {self.folder}: {made.stderr.strip() or made.stdout.strip()}")
        unfinished.rename(self.folder)

    def _own(self, folder: Path) -> None:
        """Make a folder that only the server's user may enter."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.identity and folder.stat().st_uid != self.identity.uid:
            os.chown(folder, self.identity.uid, self.identity.gid)

    def _wait_for_predecessor(self) -> None:
        """A server whose supervisor was killed may still write its last pages; a dead one's pid file is nothing."""
        pid_file = self.folder / "postmaster.pid"
        deadline = time.monotonic() + 30
        while pid_file.exists() and self._is_server(pid_file):
            if time.monotonic() > deadline:
                raise Refused(
                    f"Another Postgres has run on {self.folder} for longer than 30 seconds (see {pid_file}). "
                    "End it, or choose another folder with --data DIR."
                )
            time.sleep(0.05)
        pid_file.unlink(missing_ok=True)

    def _is_server(self, pid_file: Path) -> bool:
        try:
            pid = int(pid_file.read_text().splitlines()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return False
        return os.fsencode(self.folder) in command

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg2.OperationalError:
            return False
        return True

    def _has_role(self) -> bool:
        return bool(self.execute(f"SELECT 1 FROM pg_database WHERE datname = '{ROLE}'"))

    def _make_role(self) -> None:
        if not self.execute(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):
            self.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
            self.execute(f"ALTER ROLE {ROLE} SET timezone TO 'UTC'")
        self.execute(f"CREATE DATABASE {ROLE} OWNER {ROLE}")


def _server_environment() -> dict[str, str]:
    """Nothing of the user's environment: no locale, no PG* variable."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
