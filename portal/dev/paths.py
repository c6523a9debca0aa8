"""Where things are on this machine: the checkout, its private folder, its data, and short-lived folders."""

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from portal.dev.identity import server_identity
from portal.dev.terminal import Refused

CHECKOUT = Path(__file__).resolve().parents[2]
WORKSPACE_PREFIX = "portal-"
# A socket's path may have some 100 bytes; this leaves room for the folder's name and the socket's.
LONGEST_TEMPORARY = 40


def private_folder() -> Path:
    """The checkout's own folder on this machine, made when missing: locks, and the data unless told otherwise.

    $DEV_HOME, else `.data` in the checkout. For root a folder below /var/tmp: user nobody, who runs Postgres then,
    cannot enter a checkout under a closed home, and no parent folder is ever opened up for it.
    """
    if named := os.environ.get("DEV_HOME"):
        return _own_folder(Path(named), 0o711)
    if os.geteuid() != 0:
        return _own_folder(CHECKOUT / ".data", 0o700)
    name = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:12]
    return _own_folder(Path("/var/tmp") / f"portal-{name}", 0o711)


def data_folder(chosen: str | None) -> Path:
    """The folder that keeps database, files and mail between runs: `--data`, else $PORTAL_DATA, else the private one.

    Raises Refused when Postgres, run by user nobody for root, could not enter it.
    """
    named = chosen or os.environ.get("PORTAL_DATA")
    if not named:
        return private_folder()
    folder = Path(named).expanduser().absolute()
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            f"The data folder {folder} cannot be made: {error.strerror}. Choose another with --data DIR."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refused(f"The data folder {folder} is not writable for you. Choose another with --data DIR.")
    servers = server_identity()
    if servers and not servers.can("x", folder):
        raise Refused(
            f"The data folder {folder} cannot be entered by user {servers.name}, who runs Postgres because you are "
            f"root: {_closed(folder)} is closed to others. Choose a folder below /var/tmp or /srv with --data DIR, "
            "or run ./dev as an ordinary user."
        )
    return folder


def new_workspace() -> Path:
    """A new short-named folder for sockets and throw-away data; those left by killed runs are removed first.

    It carries a lock that lives as long as this process, which is how the next run tells old from used.
    """
    base = _temporary_base()
    _remove_abandoned(base)
    folder = Path(tempfile.mkdtemp(prefix=WORKSPACE_PREFIX, dir=base))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    _try_lock(folder)
    return folder


def remove_workspace(folder: Path) -> None:
    """Remove a workspace and all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)


def _own_folder(folder: Path, mode: int) -> Path:
    folder.mkdir(mode=mode, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise Refused(
            f"{folder} should be this checkout's private folder, but it is not a folder that belongs to you. "
            "Look what it is and remove it, or choose a data folder with --data DIR."
        )
    if stat.S_IMODE(found.st_mode) != mode:
        folder.chmod(mode)
    return folder


def _closed(folder: Path) -> Path:
    """The outermost parent (or the folder itself) that others may not enter."""
    for place in [*reversed(folder.parents), folder]:
        if not place.stat().st_mode & stat.S_IXOTH:
            return place
    return folder


def _temporary_base() -> Path:
    base = Path(tempfile.gettempdir())
    servers = server_identity()
    if len(os.fsencode(base)) > LONGEST_TEMPORARY or (servers and not servers.can("x", base)):
        return Path("/tmp")
    return base


def _remove_abandoned(base: Path) -> None:
    for folder in base.glob(f"{WORKSPACE_PREFIX}*"):
        try:
            ours = folder.lstat().st_uid == os.geteuid() and (folder / "lock").exists()
        except OSError:
            continue
        if ours and (handle := _try_lock(folder)) is not None:
            remove_workspace(folder)
            os.close(handle)


def _try_lock(folder: Path) -> int | None:
    """Lock a workspace for the life of this process; None when another process has it."""
    try:
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
