"""Debian packages that the tests need and a wheel cannot bring: installed when that is allowed."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from portal.dev.terminal import say

PATH_FOR_APT = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


_POLICY = Path("/usr/sbin/policy-rc.d")  # asked by Debian's packages before they start a service


def install(package: str, purpose: str) -> None:
    """Install a package with apt, if we are root and there is one; what it says when it fails is passed on.

    No service of it is started now: the tests start what they need themselves.
    """
    apt = shutil.which("apt-get", path=PATH_FOR_APT)
    if os.geteuid() or not apt:
        return
    say(f"Installing {package} for {purpose} ...")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PATH": PATH_FOR_APT}
    with _nothing_starts():
        for command in ([apt, "update", "-q"], [apt, "install", "-q", "-y", "--no-install-recommends", package]):
            done = subprocess.run(
                command, env=env, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True
            )
            if done.returncode:
                say(done.stderr.strip())


@contextlib.contextmanager
def _nothing_starts() -> Iterator[None]:
    if _POLICY.exists():  # somebody has said already what may start
        yield
        return
    _POLICY.write_text("#!/bin/sh\nexit 101\n")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink()


def never_start(service: str) -> None:
    """Mask a service before its package brings it, as `systemctl mask` does; no matter whether systemd runs here."""
    unit = Path("/etc/systemd/system") / f"{service}.service"
    if os.geteuid() == 0 and unit.parent.is_dir() and not unit.exists() and not unit.is_symlink():
        unit.symlink_to("/dev/null")
