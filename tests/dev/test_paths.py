"""Folders: private ones that belong to us, data folders that the server can enter, workspaces that vanish."""

import fcntl
import pwd
from pathlib import Path

import pytest

from portal.dev import paths
from portal.dev.identity import server_identity
from portal.dev.terminal import Refused


def test_the_data_folder_is_the_one_named_else_that_of_the_environment_else_the_private_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_place = paths.new_workspace()
    monkeypatch.setenv("DEV_HOME", str(open_place / "home"))
    monkeypatch.setenv("PORTAL_DATA", str(open_place / "by-variable"))
    assert paths.data_folder(str(open_place / "named")) == open_place / "named"
    assert paths.data_folder(None) == open_place / "by-variable"
    monkeypatch.delenv("PORTAL_DATA")
    assert paths.data_folder(None) == open_place / "home"
    paths.remove_workspace(open_place)


def test_a_data_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match=r"cannot be made: Not a directory. Choose another with --data DIR."):
        paths.data_folder(str(tmp_path / "file" / "data"))


def test_a_data_folder_the_server_cannot_enter_is_refused_and_nothing_is_opened_up() -> None:
    workspace = paths.new_workspace()
    home = workspace / "home"
    home.mkdir(mode=0o700)
    if server_identity() is None:  # the server is ours and may enter
        assert paths.data_folder(str(home / "data")) == home / "data"
    else:
        with pytest.raises(Refused, match=f"cannot be entered by user nobody.*{home} is closed to others"):
            paths.data_folder(str(home / "data"))
    assert home.stat().st_mode & 0o777 == 0o700
    paths.remove_workspace(workspace)


def test_a_private_folder_that_belongs_to_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theirs").symlink_to("/usr")
    monkeypatch.setenv("DEV_HOME", str(tmp_path / "theirs"))
    with pytest.raises(Refused, match="not a folder that belongs to you"):
        paths.private_folder()


def test_a_workspace_left_by_a_killed_run_is_removed_and_one_in_use_is_kept() -> None:
    used = paths.new_workspace()
    left = Path(f"{used}-left")
    left.mkdir()
    (left / "lock").touch()
    taken = Path(f"{used}-taken")
    taken.mkdir()
    with (taken / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        paths.remove_workspace(paths.new_workspace())
        assert not left.exists()
        assert taken.exists()
        assert used.exists()
    for folder in (used, taken):
        paths.remove_workspace(folder)


def test_the_path_of_a_socket_stays_far_below_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / ("long-" * 10)))
    workspace = paths.new_workspace()
    assert len(str(workspace / "live_0123456789ab" / "postgres" / ".s.PGSQL.5432")) < 100
    paths.remove_workspace(workspace)


def test_an_ordinary_user_needs_no_other_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: pwd.getpwnam("daemon").pw_uid)
    assert server_identity() is None


def test_a_user_without_a_name_is_told_what_postgres_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 987_654)
    with pytest.raises(Refused, match="Your user id, 987654, has no name on this machine"):
        server_identity()
