"""The browser of the journeys: the distribution's chromium, installed when it may be."""

import os
import shutil
import subprocess

from portal.dev.terminal import Refused, say

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATH_FOR_APT = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def chromium() -> str | None:
    """The path of an installed chromium: $CHROMIUM, else the first on the PATH."""
    return os.environ.get("CHROMIUM") or next((path for path in map(shutil.which, NAMES) if path), None)


def provide_chromium() -> None:
    """Make sure there is a chromium; as root it is installed with apt. Raises Refused when there is none."""
    if chromium():
        return
    apt = shutil.which("apt-get", path=PATH_FOR_APT)
    if os.geteuid() == 0 and apt:
        say("Installing chromium for the browser tests ...")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PATH": PATH_FOR_APT}
        for command in (
            [apt, "update", "-q"],
            [apt, "install", "-q", "-y", "--no-install-recommends", "chromium"],
        ):
            done = subprocess.run(
                command, env=env, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True
            )
            if done.returncode:
                say(done.stderr.strip())
    if not chromium():
        raise Refused(
            "There is no chromium for the browser tests. Install it (on Debian: apt-get install chromium), name it in "
            "CHROMIUM, or leave these tests out with ./dev test --no-browser."
        )
