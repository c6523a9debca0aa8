"""Live portals: real web, worker, beat, Redis, Postgres and SMTP, each with a database copied from a template."""

import hashlib
import shutil
import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg2

from portal.dev.mailbox import CaughtMail
from portal.dev.ports import listening
from portal.dev.postgres import Postgres
from portal.dev.stack import Stack


class LivePortal(Stack):
    """A stack for a test, which may also look into its database and shift its clock."""

    def query(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run one SQL statement, committed; rows if it gives any."""
        connection = psycopg2.connect(self.postgres.url(self.database))
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def shift_clock(self, by: timedelta) -> None:
        """Let web, worker and beat believe that it is so much later (or earlier) than it is."""
        file = Path(self.variables["CLOCK_OFFSET_FILE"])
        unfinished = file.with_suffix(".part")
        unfinished.write_text(str(by.total_seconds()))
        unfinished.replace(file)

    def mails(self, *, to: str | None = None) -> list[CaughtMail]:
        """What the SMTP sink caught, in order of arrival, or what it caught for one address."""
        return self.mailbox.mails(to=to)


class LivePortals:
    """A Postgres server for live portals, and the templates that each of them is copied from."""

    def __init__(self, folder: Path, workspace: Path) -> None:
        self.folder = folder
        self.workspace = workspace
        self.postgres = Postgres(folder / "postgres", workspace / "postgres", folder / "postgres.log", durable=False)
        self._templates: dict[str, Path] = {}

    def make(self, seed: Sequence[str], variables: dict[str, str]) -> LivePortal:
        """A portal that does not run yet; the `seed` commands have been run in its database."""
        if not self.postgres.alive:
            self.postgres.start()
        # The same commands under other settings make other rows (how passwords are kept, for one).
        template = "template_" + hashlib.sha256(repr((seed, sorted(variables.items()))).encode()).hexdigest()[:12]
        if template not in self._templates:
            self._templates[template] = self._prepare(template, seed, variables)
        name = f"live_{uuid.uuid4().hex[:12]}"
        self.postgres.create_database(name, template=template)
        portal = self._portal(name, variables)
        _copy_what_belongs(self._templates[template], portal.data)
        return portal

    def discard(self, portal: LivePortal) -> None:
        """End a portal and forget its data."""
        portal.kill()
        if not self.postgres.alive:
            self.postgres.start()
        self.postgres.drop_database(portal.database)
        shutil.rmtree(portal.data, ignore_errors=True)

    def _prepare(self, template: str, seed: Sequence[str], variables: dict[str, str]) -> Path:
        """Make a template; the data folder with what belongs to it."""
        self.postgres.drop_database(template)
        self.postgres.create_database(template)
        portal = self._portal(template, variables)
        portal.prepare(demo=False)
        for command in seed:
            portal.manage(*command.split())
        return portal.data

    def _portal(self, database: str, variables: dict[str, str]) -> LivePortal:
        data = self.folder / database
        data.mkdir(parents=True, exist_ok=True)
        fixed = {
            "PORTAL_ENV": "test",
            "STATIC_ROOT": str(self.folder / "static"),
            "BEAT_SCALE": "0.05",  # the sweeper's minute takes 3 seconds
            "CLOCK_OFFSET_FILE": str(data / "clock-offset"),
        }
        with listening() as sockets:
            # Not the first free one from 8000: others look there, and would take it while a test has the site stopped.
            port = sockets[0].getsockname()[1]
        workspace = self.workspace / database[-12:]
        return LivePortal(data, workspace, {**fixed, **variables}, port=port, postgres=self.postgres, database=database)


def _copy_what_belongs(prepared: Path, data: Path) -> None:
    """Copy what rows of a database point to: stored files, and the secret that demo passwords are drawn from."""
    if (prepared / "files").exists():
        shutil.copytree(prepared / "files", data / "files")
    if (prepared / "demo-secret").exists():
        shutil.copy2(prepared / "demo-secret", data / "demo-secret")
