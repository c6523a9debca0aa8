"""A live portal of real processes: each can be stopped, started and killed while the others run on."""

from datetime import timedelta

import pytest

from portal.dev.terminal import Refused
from tests.live import LivePortal
from tests.services import MakeStack


def members_alive(portal: LivePortal) -> set[str]:
    return {name for name, member in portal.members.items() if member.alive}


def test_each_member_is_ended_and_started_by_itself(shared_stack: LivePortal) -> None:
    everybody = set(shared_stack.members)
    assert members_alive(shared_stack) == everybody == {"postgres", "redis", "smtp", "web", "worker", "beat"}
    address = shared_stack.base_url
    for name in shared_stack.members:
        for end in (shared_stack.stop, shared_stack.kill):
            end(name)
            assert members_alive(shared_stack) == everybody - {name}
            assert shared_stack.fallen() is None
            shared_stack.start(name)
    assert shared_stack.base_url == address
    shared_stack.wait_healthy()


def test_a_site_without_its_database_says_so_and_recovers(shared_stack: LivePortal) -> None:
    shared_stack.kill("postgres")
    assert shared_stack.web.status("/healthz/live") == 200
    assert shared_stack.web.status("/healthz/ready") == 503
    with pytest.raises(Refused, match=r"/healthz/ready answers 503 after 0.2 seconds, not 200"):
        shared_stack.wait_healthy("/healthz/ready", seconds=0.2)
    shared_stack.start("postgres")
    shared_stack.wait_healthy("/healthz/ready")


def test_a_site_without_redis_is_ready(shared_stack: LivePortal) -> None:
    shared_stack.stop("redis")
    assert shared_stack.web.status("/healthz/ready") == 200
    shared_stack.start("redis")


def test_portals_share_nothing_but_the_server(make_stack: MakeStack) -> None:
    one, other = make_stack(start=["redis"]), make_stack(start=["redis"])
    one.query("CREATE TABLE only_here (what text)")
    assert one.query("SELECT to_regclass('only_here') IS NULL") == [(False,)]
    assert other.query("SELECT to_regclass('only_here') IS NULL") == [(True,)]
    assert one.redis.url != other.redis.url
    assert one.data != other.data


def test_the_clock_of_all_processes_is_shifted_together(make_stack: MakeStack) -> None:
    portal = make_stack(start=[])
    portal.shift_clock(timedelta(days=365 * 100))
    assert "True" in portal.manage("shell", "-c", "from portal.common import clock; print(clock.now().year > 2100)")


def test_a_failing_command_is_told_with_its_words(make_stack: MakeStack) -> None:
    with pytest.raises(Refused, match=r"(?s)manage.py no_such_command failed with code 1:.*Unknown command"):
        make_stack(start=[]).manage("no_such_command")


def test_an_unknown_member_is_named_with_those_that_exist(make_stack: MakeStack) -> None:
    with pytest.raises(
        ValueError, match="nginx: not in this stack, which has postgres, redis, smtp, web, worker, beat"
    ):
        make_stack(start=[]).stop("nginx")
