"""The one place where work is signalled: after commit, and a broker that is down never becomes an error page.

A thread sends, so that nobody waits for the broker. It lives as long as there is something to send, and what is
signalled many times meanwhile is sent once: a signal says that there is work, not how much.
"""

import os
import threading
import time

import structlog
from django.db import transaction

# At least so many seconds lie between two rounds of signals of a process.
_GAP = 0.1
# After a signal was lost, none is tried for so many seconds. The sweeper finds what was not signalled.
_PAUSE = 5.0
_quiet_until = 0.0
_wanted: set[str] = set()
_sender: threading.Thread | None = None
_lock = threading.Lock()
logger = structlog.get_logger(__name__)


def signal_after_commit(task: str) -> None:
    """Tell a worker, once this transaction is committed, that there is work."""
    transaction.on_commit(lambda: signal(task), robust=True)


def signal(task: str) -> None:
    """Have a task without arguments sent soon, once for all who ask meanwhile; what goes wrong is logged.

    A process that ends waits until it is sent; a worker's child that is replaced may not.
    """
    global _sender
    with _lock:
        _wanted.add(task)
        if _sender is None:
            sender = threading.Thread(target=_send_what_is_wanted, name="signalling")
            try:
                sender.start()  # it waits for the lock
            except RuntimeError as error:  # no more threads for this process: the next signal tries again
                logger.warning("signal_lost", task=task, error=repr(error))
                return
            _sender = sender


def _send_what_is_wanted() -> None:
    global _sender
    while True:
        with _lock:
            if not _wanted:
                _sender = None
                return
            tasks = sorted(_wanted)
            _wanted.clear()
        for task in tasks:
            _send(task)
        time.sleep(_GAP)


def _send(task: str) -> None:
    from celery import current_app

    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except Exception as error:
        _quiet_until = time.monotonic() + _PAUSE
        logger.warning("signal_lost", task=task, error=repr(error))


def _forget_the_parent() -> None:
    """A child process has no thread but its own: the parent's goes on with what was wanted there."""
    global _sender, _lock
    _sender, _lock = None, threading.Lock()
    _wanted.clear()


os.register_at_fork(after_in_child=_forget_the_parent)
