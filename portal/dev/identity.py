"""Under which user the servers run. Postgres refuses to run as root; then user nobody runs it."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.dev.terminal import Refused


@dataclass(frozen=True)
class Identity:
    """A user and group for a child process."""

    name: str
    uid: int
    gid: int

    def popen_arguments(self) -> dict[str, Any]:
        """Arguments of subprocess that change the child to this user before anything else happens in it."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, test: str, path: Path) -> bool:
        """Whether this user passes `test -r`, `-w` or `-x` on a path; asked of the kernel, parents included."""
        asked = subprocess.run(["/usr/bin/test", f"-{test}", str(path)], check=False, cwd="/", **self.popen_arguments())
        return asked.returncode == 0


def server_identity() -> Identity | None:
    """The user Postgres must run as, or None when it may run as ourselves.

    Raises Refused when we are root and the machine has no user `nobody`, or when we have no name: Postgres wants one.
    """
    if os.geteuid() != 0:
        _require_name()
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise Refused(
            "You are root, under which Postgres does not run, and this machine has no user 'nobody' to run it as. "
            "Run ./dev as an ordinary user, or set DATABASE_URL to a Postgres that runs elsewhere."
        ) from None
    return Identity("nobody", nobody.pw_uid, nobody.pw_gid)


def _require_name() -> None:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise Refused(
            f"Your user id, {os.geteuid()}, has no name on this machine; Postgres does not run without one. "
            "Add the user to /etc/passwd, or set DATABASE_URL to a Postgres that runs elsewhere."
        ) from None
