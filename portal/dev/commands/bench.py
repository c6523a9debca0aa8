"""./dev bench NAME: a measurement of bench/, on a Postgres of its own that keeps its promises to the disk."""

import sys

from portal.dev.commands.test import throw_away_servers
from portal.dev.foreground import run_in_foreground
from portal.dev.paths import CHECKOUT
from portal.dev.stopping import Stopped, supervised
from portal.dev.terminal import Refused, say

FOLDER = CHECKOUT / "bench"


def run(arguments: list[str]) -> int:
    """Run bench/NAME.py with the other arguments on a migrated database with the catalogue; its exit code."""
    names = sorted(script.stem for script in FOLDER.glob("[a-z]*.py"))
    if not arguments or arguments[0] not in names:
        asked = f"There is no bench {arguments[0]!r}. " if arguments else "Usage: ./dev bench NAME [--n N]. "
        say(asked + (f"There are: {', '.join(names)}." if names else "There is none yet in bench/."))
        return 2
    try:
        with supervised(), throw_away_servers(durable=True) as environ:
            prepare = [sys.executable, "-m", "portal.dev.prepare", "--no-demo"]
            if run_in_foreground(prepare, env=environ, cwd=CHECKOUT):
                raise Refused("The database could not be prepared; the reason stands above.")
            script = [sys.executable, "-m", f"bench.{arguments[0]}", *arguments[1:]]
            return run_in_foreground(script, env=environ, cwd=CHECKOUT)
    except Stopped as stopped:
        return 128 + stopped.number
