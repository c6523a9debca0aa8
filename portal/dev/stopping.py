"""How a supervisor ends: once asked, it stops everything in order and cannot be interrupted while it does."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

from portal.dev.processes import adopt_orphans, end_descendants

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """SIGINT, SIGTERM or SIGHUP arrived; whatever was going on ends here."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


@contextlib.contextmanager
def supervised() -> Iterator[None]:
    """Turn the first of the ending signals into `Stopped`, ignore all later ones; leave no descendant behind."""
    adopt_orphans()
    # Under nohup a closed terminal is no reason to stop; SIGINT counts even where a shell had it ignored.
    heeded = [number for number in ENDINGS if number == signal.SIGINT or signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, _stop) for number in heeded}
    try:
        yield
    finally:
        ignore_endings()
        end_descendants()
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_endings() -> None:
    """From now on nothing interrupts. A handler that does nothing, because children would inherit SIG_IGN."""
    for number in ENDINGS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


def _stop(number: int, frame: FrameType | None) -> None:
    ignore_endings()
    raise Stopped(number)
