"""The browser of the journeys: the distribution's chromium, installed when it may be."""

import os
import shutil

from portal.dev.packages import install
from portal.dev.terminal import Refused

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The path of an installed chromium: $CHROMIUM, else the first on the PATH."""
    return os.environ.get("CHROMIUM") or next((path for path in map(shutil.which, NAMES) if path), None)


def provide_chromium() -> None:
    """Make sure there is a chromium; as root it is installed with apt. Raises Refused when there is none."""
    if chromium():
        return
    install("chromium", "the browser tests")
    if not chromium():
        raise Refused(
            "There is no chromium for the browser tests. Install it (on Debian: apt-get install chromium), name it in "
            "CHROMIUM, or leave these tests out with ./dev test --no-browser."
        )
