"""Our own Postgres: made once, reached over a Unix socket only, found again after any kind of end."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from portal.dev.paths import new_workspace, remove_workspace
from portal.dev.postgres import Postgres


@pytest.fixture(scope="module")
def workspace() -> Iterator[Path]:
    folder = new_workspace()
    yield folder
    remove_workspace(folder)


@pytest.fixture(scope="module")
def server(workspace: Path) -> Iterator[Postgres]:
    made = Postgres(workspace / "data", workspace / "socket", workspace / "log", durable=False)
    yield made
    made.stop()


@pytest.fixture
def postgres(server: Postgres) -> Postgres:
    if not server.alive:
        server.start()
    return server


def run_as_portal(server: Postgres, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(server.url())
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


def test_the_portal_is_no_superuser_and_works_in_utc(postgres: Postgres) -> None:
    assert run_as_portal(postgres, "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user") == [
        (False, True)
    ]
    assert run_as_portal(postgres, "SHOW timezone") == [("UTC",)]


def test_letters_of_every_script_fold_the_same_on_every_machine(postgres: Postgres) -> None:
    assert run_as_portal(postgres, "SELECT lower('ÅSA ŁUCJA ΩΜΕΓΑ ЖАННА')") == [("åsa łucja ωμεγα жанна",)]


def test_no_tcp_port_is_opened(postgres: Postgres) -> None:
    assert postgres.execute("SHOW listen_addresses") == [("",)]


def test_nobody_else_on_the_machine_can_reach_the_socket(postgres: Postgres) -> None:
    assert postgres.sockets.stat().st_mode & 0o077 == 0
    assert postgres.folder.stat().st_mode & 0o077 == 0


def test_the_server_never_runs_as_root(postgres: Postgres) -> None:
    uid = postgres.identity.uid if postgres.identity else os.geteuid()
    assert uid != 0
    assert f"Uid:\t{uid}\t{uid}\t{uid}\t{uid}" in Path(f"/proc/{postgres.process.pid}/status").read_text()


@pytest.mark.parametrize("ending", ["stop", "kill"])
def test_what_was_committed_is_there_after_the_server_ended(postgres: Postgres, ending: str) -> None:
    run_as_portal(postgres, f"CREATE TABLE kept_{ending} AS SELECT 'a draft' AS what")
    getattr(postgres, ending)()
    assert not postgres.alive
    postgres.start()
    assert run_as_portal(postgres, f"SELECT what FROM kept_{ending}") == [("a draft",)]


def test_a_pid_file_of_a_server_that_is_gone_is_no_obstacle(postgres: Postgres) -> None:
    postgres.stop()
    (postgres.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.folder}\n")
    postgres.start()
    assert postgres.alive


def test_a_first_start_that_was_interrupted_begins_again(workspace: Path) -> None:
    half_made = workspace / "late.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    late = Postgres(workspace / "late", workspace / "late-socket", workspace / "late.log", durable=False)
    late.start()
    try:
        assert run_as_portal(late, "SELECT 1") == [(1,)]
    finally:
        late.stop()


def test_a_database_can_be_copied_and_dropped(postgres: Postgres) -> None:
    run_as_portal(postgres, "CREATE TABLE catalogue (name text)")
    postgres.create_database("copy", template="portal")
    connection = psycopg2.connect(postgres.url("copy"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalogue")
        assert cursor.fetchone() == (0,)
    postgres.drop_database("copy")
    assert ("copy",) not in postgres.execute("SELECT datname FROM pg_database")
    connection.close()


def test_two_servers_run_side_by_side(postgres: Postgres, workspace: Path) -> None:
    other = Postgres(workspace / "data-2", workspace / "socket-2", workspace / "log-2", durable=False)
    other.start()
    try:
        run_as_portal(postgres, "CREATE TABLE only_here (what text)")
        assert run_as_portal(other, "SELECT to_regclass('only_here')") == [(None,)]
    finally:
        other.stop()
