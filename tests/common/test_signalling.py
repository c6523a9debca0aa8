"""Signals to the workers, at a real broker: none is lost by who asks, and many at once become few."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from celery import current_app
from structlog.testing import capture_logs

from portal.common import signalling
from portal.common.signalling import signal

QUEUE = "mails"


@pytest.fixture
def task() -> str:
    """A task that nobody else signals and no worker knows."""
    return f"tests.signalled_{uuid4().hex}"


def sent(task: str) -> int:
    """Return how often the broker holds the task, once this process has nothing more to send."""
    sender = signalling._sender
    if sender is not None:
        sender.join()
    with current_app.connection_for_read() as connection:
        bodies = connection.default_channel.client.lrange(QUEUE, 0, -1)
    return sum(json.loads(body)["headers"]["task"] == task for body in bodies)


def test_what_is_signalled_many_times_at_once_is_sent_but_not_as_often(task: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(signal, [task] * 200))
    # The first went while the others asked; what came after it is still told, once for all.
    assert 1 <= sent(task) < 20


def test_each_task_is_sent_and_one_after_a_rest_again(task: str) -> None:
    other = f"{task}_too"
    signal(task)
    signal(other)
    assert (sent(task), sent(other)) == (1, 1)
    signal(task)
    assert (sent(task), sent(other)) == (2, 1)


def test_a_process_that_ends_at_once_has_sent_it(task: str) -> None:
    script = f"import portal.wsgi; from portal.common.signalling import signal; signal({task!r})"
    subprocess.run([sys.executable, "-c", script], check=True, env=dict(os.environ))
    assert sent(task) == 1


def test_a_child_process_signals_for_itself(task: str) -> None:
    script = (
        "import os, portal.wsgi\n"
        "from portal.common import signalling\n"
        f"signalling.signal({task!r})\n"  # the thread lives for a moment, in the parent alone
        "child = os.fork()\n"
        f"child or signalling.signal({task!r} + '_of_the_child')\n"
        "assert child == 0 or os.waitpid(child, 0)[1] == 0\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env=dict(os.environ), timeout=60)
    assert (sent(task), sent(f"{task}_of_the_child")) == (1, 1)


def test_where_no_thread_can_start_the_signal_is_lost_and_the_next_one_sent(
    task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_more(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    sent(task)  # nothing of an earlier test is being sent
    with monkeypatch.context() as patch, capture_logs() as logs:
        patch.setattr(threading.Thread, "start", no_more)
        signal(task)
    assert [(line["event"], line["task"]) for line in logs] == [("signal_lost", task)]
    signal(task)
    assert sent(task) == 1
