"""What happens in the limited process stays there: no network, no files, no secrets, and an end that always comes."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.dev.paths import CHECKOUT
from portal.files.limited import asking, process
from portal.files.limited.here import walls_here, walls_in_a_word
from portal.files.limited.limits import MEGABYTE, Exceeded, Limits, Unavailable
from tests.files import misbehaving

LIMITS = Limits(memory=256 * MEGABYTE, seconds=1, patience=8, answer=MEGABYTE)


def run(name: str, content: bytes = b"", limits: Limits = LIMITS, **options: Any) -> process.Answer:
    return process.run(f"tests.files.misbehaving:{name}", content, limits, **options)


@pytest.fixture
def port() -> Iterator[int]:
    """A port of this machine on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_bytes_and_options_go_in_and_values_and_bytes_come_out() -> None:
    content = os.urandom(300_000)
    answer = run("echo", content, word="Zoë", number=3)
    assert answer.values == {"word": "Zoë", "number": 3}
    assert answer.parts == (content, content[::-1])


def test_the_network_is_there_outside_and_not_inside(port: int) -> None:
    assert misbehaving.connect(b"", port) == ({"came_of_it": "done"}, [])
    answer = run("connect", port=port)
    assert answer.walls.network
    assert answer.values["came_of_it"].startswith("OSError: [Errno 101]")  # not even the machine itself is reachable


def test_no_secret_and_no_file_is_within_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "FIELD_KEYS", "DATABASE_URL"):
        monkeypatch.setenv(name, "very secret")
    assert misbehaving.look_around(b"")[0]["environment"]["FIELD_KEYS"] == "very secret"
    answer = run("look_around")
    assert set(answer.values["environment"]) <= {"LC_CTYPE"}  # Python's own
    assert answer.walls.files
    assert (answer.values["root"], answer.values["memory_of_it"]) == ([], False)
    assert answer.values["open"] == [0, 1, 2]
    assert answer.values["user"] != 0
    assert 0 not in answer.values["group"]


@pytest.mark.parametrize(
    ("attempt", "error"),
    [
        ("have_a_child", "BlockingIOError"),
        ("write_a_file", "FileNotFoundError"),
        ("leave_the_prison", "PermissionError"),
        ("raise_the_limits", "ValueError"),
    ],
)
def test_what_is_not_needed_is_not_possible(attempt: str, error: str) -> None:
    assert run(attempt).values["came_of_it"].startswith(error)


def test_threads_are_as_many_as_are_allowed() -> None:
    assert run("have_threads", count=1).values["came_of_it"].startswith("RuntimeError")
    some = replace(LIMITS, threads=3)
    assert run("have_threads", limits=some, count=3).values["came_of_it"] == "done"
    assert run("have_threads", limits=some, count=4).values["came_of_it"].startswith("RuntimeError")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("eat_memory", "memory"),
        ("loop", "time"),
        ("loop_on_purpose", "time"),
        ("crash", "crash"),
        ("raise_an_error", "crash"),
    ],
)
def test_a_function_out_of_hand_ends_and_the_next_one_finds_a_process(name: str, what: str) -> None:
    before = time.monotonic()
    with pytest.raises(Exceeded) as exceeded:
        run(name, limits=replace(LIMITS, patience=20))
    assert exceeded.value.what == what
    assert time.monotonic() - before < 19
    assert run("echo", b"ab").parts == (b"ab", b"ba")


def test_one_that_only_sleeps_is_ended_by_the_clock() -> None:
    before = time.monotonic()
    with pytest.raises(Exceeded, match="not ended after 1 s"):
        run("sleep", limits=replace(LIMITS, patience=1))
    assert time.monotonic() - before < 4


def test_an_answer_longer_than_allowed_is_none() -> None:
    assert run("say_too_much", length=MEGABYTE - 1000).parts
    with pytest.raises(Exceeded) as exceeded:
        run("say_too_much", length=MEGABYTE)
    assert exceeded.value.what == "answer"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "no JSON\n",
        "[]\n",
        '{"values": {}}\n',
        '{"values": {}, "parts": [5]}\nabc',
        '{"values": {}, "parts": [-3, 6]}\nabc',
        '{"values": {}, "parts": ["x"]}\nabc',
        '{"values": 3, "parts": []}\n',
    ],
)
def test_an_answer_of_somebody_who_got_in_is_not_believed(line: str) -> None:
    with pytest.raises(Exceeded, match="cannot be understood"):
        run("lie", line=line)


def test_a_slow_one_does_not_hold_up_the_others() -> None:
    def sleep() -> None:
        with contextlib.suppress(Exceeded):
            run("sleep", limits=replace(LIMITS, patience=4))

    slow = threading.Thread(target=sleep)
    slow.start()
    for _ in range(5):
        run("echo")
    assert slow.is_alive()
    slow.join()


def test_a_killed_nursery_is_replaced() -> None:
    run("echo")
    assert asking._door is not None
    os.kill(asking._door.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert run("echo", b"ab").parts == (b"ab", b"ba")


def test_a_nursery_killed_at_work_says_nothing_about_the_bytes() -> None:
    run("echo")
    assert asking._door is not None
    pid = asking._door.pid
    killer = threading.Timer(0.3, lambda: os.kill(pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(Unavailable):
        run("sleep")
    killer.join()


def test_a_function_that_is_not_there_is_our_fault() -> None:
    with pytest.raises(Unavailable):
        process.run("tests.files.missing:nothing", b"", LIMITS)
    with pytest.raises(Unavailable):
        run("missing")


def test_nothing_goes_on_when_whoever_asked_is_killed() -> None:
    script = (
        "from tests.files.test_limited import run, LIMITS, replace; import threading, time, sys;"
        "threading.Thread(target=lambda: run('sleep', limits=replace(LIMITS, patience=30)), daemon=True).start();"
        "from portal.files.limited import asking\n"
        "while asking._door is None: time.sleep(0.01)\n"
        "print(asking._door.pid, flush=True); time.sleep(60)"
    )
    asker = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=CHECKOUT)
    assert asker.stdout is not None
    nursery = int(asker.stdout.readline())
    until = time.monotonic() + 20
    while time.monotonic() < until and not _children(nursery):
        time.sleep(0.02)
    below = _children(nursery)
    assert len(below) == 1
    asker.kill()
    asker.wait()
    asker.stdout.close()
    until = time.monotonic() + 5
    while time.monotonic() < until and any(_runs(pid) for pid in (nursery, *below)):
        time.sleep(0.02)
    assert not [pid for pid in (nursery, *below) if _runs(pid)]


def test_an_ordinary_users_process_is_shut_in_as_well() -> None:
    """Production is not run by root. The same walls are built from a user namespace."""
    script = (
        "import os, sys, json; from dataclasses import asdict; from portal.files.limited import walls;"
        "from portal.files.limited.limits import Limits; from tests.files import misbehaving;"
        "os.geteuid() or (os.setgroups([]), os.setgid(12345), os.setuid(12345));"
        "shut = walls.shut_in(Limits(10**9, 5, 5, 10**6), parent=os.getppid());"
        "print(json.dumps([asdict(shut), misbehaving.look_around(b'')[0]['root'], *("
        "getattr(misbehaving, name)(b'')[0]['came_of_it'].split(':')[0] "
        "for name in ('have_a_child', 'write_a_file', 'leave_the_prison'))]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert done.stdout.strip() == (
        '[{"network": true, "files": true}, [], "BlockingIOError", "FileNotFoundError", "PermissionError"]'
    )


def test_the_health_page_says_what_this_machine_can_do() -> None:
    assert walls_here().network
    assert walls_in_a_word() == "ok"


def test_where_the_kernel_gives_no_namespace_the_other_limits_hold_and_the_health_page_says_so() -> None:
    """As in a container that forbids them: here the kernel is told to allow none below this process."""
    script = (
        "import ctypes, os; from pathlib import Path; user, group = os.getuid(), os.getgid();"
        "assert ctypes.CDLL(None).unshare(0x10000000) == 0;"
        "Path('/proc/self/setgroups').write_text('deny');"
        "Path('/proc/self/uid_map').write_text(f'0 {user} 1'); Path('/proc/self/gid_map').write_text(f'0 {group} 1');"
        "[Path(f'/proc/sys/user/max_{kind}_namespaces').write_text('0') for kind in ('user', 'net', 'ipc')];"
        "from portal.files.limited.here import walls_in_a_word; from tests.files import samples, test_limited;"
        "from portal.files.cleaning import apart; from portal.files.filetypes import HEIC;"
        "print(walls_in_a_word()); print(apart.clean(samples.heic(), HEIC).media_type)\n"
        "try: test_limited.run('eat_memory')\n"
        "except test_limited.Exceeded as error: print(error.what)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=CHECKOUT, check=False)
    lines = [line for line in done.stdout.splitlines() if "[warning" not in line]
    assert lines == ["limited, but with network", "image/jpeg", "memory"], done.stderr


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _runs(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
