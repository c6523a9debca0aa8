"""Worker, beat, Redis and SMTP server as real processes: what is queued arrives, whichever of them dies meanwhile."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from tests.live import LivePortal
from tests.services import MakeStack

PROCESSES = ("postgres", "redis", "smtp", "worker", "beat")
QUEUE = """
from portal.outbox.services import Mail, queue_mails
queue_mails(
    Mail(template="account/email/unknown_account", to_email=f"person{{number}}@example.org", context={{}})
    for number in range({count})
)
"""


def queue(portal: LivePortal, count: int) -> None:
    portal.manage("shell", "-c", QUEUE.format(count=count))


def wait_until(true: Callable[[], object], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"it did not happen within {seconds:g} seconds"
        time.sleep(0.1)


def wait_until_sent(portal: LivePortal, count: int, *, seconds: float = 150) -> None:
    deadline = time.monotonic() + seconds
    while (found := states(portal)) != {"sent": count}:
        assert time.monotonic() < deadline, f"after {seconds:g} seconds there are {found}, not {count} sent"
        time.sleep(0.1)


def states(portal: LivePortal) -> dict[str, int]:
    return dict(portal.query("SELECT state, count(*) FROM outbox_message GROUP BY state"))  # type: ignore[arg-type]


def test_mails_queued_without_redis_arrive_when_it_is_back(make_stack: MakeStack) -> None:
    portal = make_stack(start=PROCESSES)
    wait_until(lambda: len(portal.query("SELECT 1 FROM outbox_heartbeat")) == 2)
    portal.kill("redis")
    queue(portal, 3)
    assert states(portal) == {"queued": 3}
    portal.start("redis")
    wait_until_sent(portal, 3)
    assert len(portal.mails()) == 3


def test_a_worker_killed_in_the_middle_of_its_mails_loses_none_and_repeats_one_at_most(make_stack: MakeStack) -> None:
    portal = make_stack(start=[name for name in PROCESSES if name != "worker"])
    queue(portal, 120)
    portal.start("worker")  # only now, or it might be through before one looks
    wait_until(lambda: any(portal.mailbox.folder.glob("*.eml")))
    portal.kill("worker")
    assert 0 < len(portal.mails()) < 120
    portal.shift_clock(timedelta(minutes=11))  # what the dead one had in hand is taken from it
    portal.start("worker")
    wait_until_sent(portal, 120)
    times = Counter(mail.recipients for mail in portal.mails())
    assert len(times) == 120
    # Two processes of the worker may each have had one mail between sending and marking.
    assert len(portal.mails()) <= 122
    twice = [recipients for recipients, count in times.items() if count > 1]
    for (to,) in twice:
        assert len({mail.message["Message-ID"] for mail in portal.mails(to=to)}) == 1
