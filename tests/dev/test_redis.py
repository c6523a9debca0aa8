"""Our own Redis holds only what can be made again."""

from collections.abc import Iterator

import pytest
import redis

from portal.dev.paths import new_workspace, remove_workspace
from portal.dev.redis import Redis


@pytest.fixture
def server() -> Iterator[Redis]:
    workspace = new_workspace()
    made = Redis(workspace / "redis", workspace / "log")
    made.start()
    yield made
    made.kill()
    remove_workspace(workspace)


def client(server: Redis) -> "redis.Redis":
    return redis.Redis(unix_socket_path=str(server.socket))


def test_it_starts_empty_each_time_and_opens_no_port(server: Redis) -> None:
    with client(server) as connection:
        connection.set("signal", "sent")
        assert connection.config_get("port") == {"port": "0"}
    server.stop()
    server.start()
    with client(server) as connection:
        assert connection.keys() == []


def test_a_killed_server_starts_again_over_its_old_socket(server: Redis) -> None:
    server.kill()
    assert server.socket.exists()
    server.start()
    with client(server) as connection:
        assert connection.ping()


def test_only_its_owner_may_use_the_socket(server: Redis) -> None:
    assert server.socket.stat().st_mode & 0o077 == 0
