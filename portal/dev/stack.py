"""All processes of one portal: started, stopped and killed together or one by one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from portal.dev import django_processes
from portal.dev.mailbox import Mailbox
from portal.dev.paths import CHECKOUT
from portal.dev.postgres import Postgres
from portal.dev.processes import Process, dies_with_parent
from portal.dev.redis import Redis
from portal.dev.smtp import Smtp
from portal.dev.terminal import Refused

# In the order of starting; stopping goes the other way.
SERVERS = ("postgres", "redis", "smtp")
PORTAL = ("web", "worker", "beat")


class Service(Protocol):
    """What every member of the stack can do."""

    process: Process

    @property
    def alive(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...


class Stack:
    """One portal on this machine.

    `data` keeps database, files, mails and logs; `workspace` is a short path for sockets. Addresses in `variables`
    (DATABASE_URL, REDIS_URL, EMAIL_URL) win: the server they name runs elsewhere and is no member of the stack.
    A given `postgres` is shared: it is started when needed, but stopped or killed only when named.
    """

    def __init__(
        self,
        data: Path,
        workspace: Path,
        variables: Mapping[str, str],
        *,
        port: int | None = None,
        durable: bool = True,
        postgres: Postgres | None = None,
        database: str = "portal",
    ) -> None:
        self.data = data
        self.variables = dict(variables)
        self.database = database
        self.shares_postgres = postgres is not None
        logs = data / "logs"
        self.postgres = postgres or Postgres(
            data / "postgres", workspace / "postgres", logs / "postgres.log", durable=durable
        )
        self.redis = Redis(workspace / "redis", logs / "redis.log")
        self.smtp = Smtp(data / "mail", logs / "smtp.log")
        self.web = django_processes.Web(self.environ, logs / "web.log", port=port)
        self.worker = django_processes.worker(self.environ, logs / "worker.log")
        self.beat = django_processes.beat(self.environ, logs / "beat.log", data / "beat-schedule")
        self.members: dict[str, Service] = {
            "postgres": self.postgres,
            "redis": self.redis,
            "smtp": self.smtp,
            "web": self.web,
            "worker": self.worker,
            "beat": self.beat,
        }
        for name, address in (("postgres", "DATABASE_URL"), ("redis", "REDIS_URL"), ("smtp", "EMAIL_URL")):
            if self.variables.get(address):
                del self.members[name]

    @property
    def base_url(self) -> str:
        """Where the site is, without a slash at the end."""
        return f"http://localhost:{self.web.port}"

    @property
    def mailbox(self) -> Mailbox:
        """What the sink caught."""
        return self.smtp.mailbox

    def environ(self) -> dict[str, str]:
        """The environment of the portal's processes: ours, then what the stack knows, then what was given."""
        known = {
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATABASE_URL": self.postgres.url(self.database),
            "REDIS_URL": self.redis.url,
            "EMAIL_URL": self.smtp.url,
            "DEV_MAIL_DIR": str(self.mailbox.folder),
            "PORTAL_DATA": str(self.data),
            "STORAGE_URL": f"file://{self.data / 'files'}",
            "PORTAL_BASE_URL": self.base_url,
            "PYTHONUNBUFFERED": "1",
        }
        if self.web.port is None:
            del known["PORTAL_BASE_URL"]
        return {**os.environ, **known, **self.variables}

    def shared_environ(self) -> dict[str, str]:
        """What another process needs beside its own environment to work on this portal."""
        return {name: value for name, value in self.environ().items() if os.environ.get(name) != value}

    def start(self, *names: str) -> None:
        """Start members (all when none is named) that do not run yet; servers are waited for until they answer."""
        for name in self._chosen(names):
            if not self.members[name].alive:
                self.members[name].start()
        if self.smtp.alive:
            self.smtp.wait()

    def stop(self, *names: str) -> None:
        """Stop members (all when none is named), the last started first; each may finish what it has in hand."""
        chosen = self._own(names)
        for name in chosen:
            if name in PORTAL:
                self.members[name].process.ask_to_stop()
        for name in reversed(chosen):
            self.members[name].stop()

    def kill(self, *names: str) -> None:
        """End members (all when none is named) like a power cut."""
        for name in reversed(self._own(names)):
            self.members[name].kill()

    def restart(self, *names: str) -> None:
        """Stop, then start."""
        self.stop(*names)
        self.start(*names)

    def prepare(self, *, demo: bool) -> str:
        """Bring database and static files up to date, progress on standard error; the list of demo accounts.

        Raises Refused when a step fails; what it said stands on standard error then.
        """
        done = self._run("-m", "portal.dev.prepare", *([] if demo else ["--no-demo"]), stderr=None)
        if done.returncode:
            raise Refused("The database could not be prepared; the reason stands above.")
        return done.stdout.strip()

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the stack; its standard output. Raises Refused with its errors."""
        done = self._run("manage.py", *arguments, stderr=subprocess.PIPE)
        if done.returncode:
            raise Refused(f"manage.py {' '.join(arguments)} failed with code {done.returncode}:\n{done.stderr.strip()}")
        return done.stdout

    def _run(self, *arguments: str, stderr: int | None) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environ(),
            cwd=CHECKOUT,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            preexec_fn=dies_with_parent(signal.SIGKILL),
        )

    def wait_healthy(self, *paths: str, seconds: float = 60) -> None:
        """Wait until each path (ready and work by default) answers 200. Raises Refused when one does not in time."""
        deadline = time.monotonic() + seconds
        for path in paths or ("/healthz/ready", "/healthz/work"):
            while (status := self.web.status(path)) != 200:
                if fallen := self.fallen():
                    raise Refused(f"{fallen.name} ended with code {fallen.exit_code}. {fallen.last_words()}")
                if time.monotonic() > deadline:
                    raise Refused(
                        f"{self.base_url}{path} answers {status or 'nothing'} after {seconds:g} seconds, not 200. "
                        f"The logs are in {self.data / 'logs'}. {self.web.process.last_words()}"
                    )
                time.sleep(0.05)

    def fallen(self) -> Process | None:
        """A member that was started and ended by itself."""
        for member in self.members.values():
            if not member.alive and member.process.fell:
                return member.process
        return None

    def _own(self, names: tuple[str, ...]) -> list[str]:
        return [name for name in self._chosen(names) if names or name != "postgres" or not self.shares_postgres]

    def _chosen(self, names: tuple[str, ...]) -> list[str]:
        unknown = set(names) - set(self.members)
        if unknown:
            raise ValueError(f"{', '.join(sorted(unknown))}: not in this stack, which has {', '.join(self.members)}")
        return [name for name in self.members if not names or name in names]
