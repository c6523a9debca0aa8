"""The virus scanner of the tests: Debian's clamd, installed when it may be; tests run it with a signature of their own.

Nothing is fetched for it: freshclam, which comes with the package, is never started.
"""

import os
import shutil

from portal.dev.packages import PATH_FOR_APT, install, never_start
from portal.dev.terminal import Refused


def program() -> str | None:
    """The path of an installed clamd: $CLAMD, else the first where such programs are."""
    return os.environ.get("CLAMD") or shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:{PATH_FOR_APT}")


def provide_clamd() -> None:
    """Make sure there is a clamd; as root it is installed with apt. Raises Refused when there is none."""
    if program():
        return
    never_start("clamav-freshclam")
    install("clamav-daemon", "the tests of the virus scanner")
    if not program():
        raise Refused(
            "There is no clamd for the tests of the virus scanner. Install it (on Debian: apt-get install "
            "--no-install-recommends clamav-daemon), name it in CLAMD, or leave these tests out with "
            "./dev test --no-clamd."
        )
