"""What ./dev says. Its own words go to standard error; standard output belongs to the command it runs."""

import contextlib
import sys


class Refused(Exception):
    """The command cannot go on. The text says what happened, why, and what to do; it is all the user sees."""


def say(text: str) -> None:
    """Write one line of progress. A terminal that was closed meanwhile is no reason to fail."""
    with contextlib.suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)
