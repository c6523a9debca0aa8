"""Whether the locked requirements still say what the .in files ask for; needs no network.

Each lock begins with a fingerprint of the .in file it was made from. `./dev lock` makes the locks and writes it.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

MARK = "# made from "
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True)
class Lock:
    """An .in file and what was locked from it; `below` is the lock whose versions it must share."""

    source: Path
    locked: Path
    below: Path | None = None

    def fingerprint(self) -> str:
        """Of all that the lock depends on: the .in file, and the versions it is constrained to."""
        digest = hashlib.sha256(self.source.read_bytes())
        if self.below:
            digest.update(repr(sorted(versions(self.below).items())).encode())
        return digest.hexdigest()


def locks(checkout: Path) -> list[Lock]:
    """The project's locks, in the order in which they are made."""
    production = checkout / "requirements.txt"
    tests = checkout / "tests"
    return [
        Lock(checkout / "requirements.in", production),
        Lock(tests / "requirements.in", tests / "requirements.txt", below=production),
    ]


def versions(locked: Path) -> dict[str, str]:
    """Package -> version of a lock."""
    return {canonicalize_name(name): version for name, version in PINNED.findall(locked.read_text())}


def differences(checkout: Path) -> list[str]:
    """What is out of step, a sentence each; nothing when all is well."""
    return [sentence for lock in locks(checkout) for sentence in _differences(lock, checkout)]


def _differences(lock: Lock, checkout: Path) -> list[str]:
    name, source = lock.locked.relative_to(checkout), lock.source.relative_to(checkout)
    found = []
    if f"{MARK}{lock.fingerprint()}" not in lock.locked.read_text():
        found.append(f"{name} was not made from today's {source}: run ./dev lock.")
    pinned = versions(lock.locked)
    for requirement in _asked(lock.source):
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None:
            found.append(f"{name} lacks {requirement.name}, which {source} asks for: run ./dev lock.")
        elif not requirement.specifier.contains(version, prereleases=True):
            found.append(
                f"{name} has {requirement.name} {version}; {source} asks for {requirement.specifier}: run ./dev lock."
            )
    shared = versions(lock.below) if lock.below else {}
    found += [
        f"{name} has {package} {version}, production has {shared[package]}: run ./dev lock."
        for package, version in pinned.items()
        if shared.get(package, version) != version
    ]
    return found


def _asked(source: Path) -> list[Requirement]:
    lines = (line.split(" #")[0].strip() for line in source.read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
