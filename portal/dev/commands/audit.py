"""./dev audit: what is known against the locked packages. Not part of ./dev check: the answer changes by itself."""

import json
import subprocess
import sys

from portal.dev.paths import CHECKOUT
from portal.dev.requirements import locks
from portal.dev.terminal import say

FOUND, NOT_CHECKED = 1, 2
SECONDS = 600
NAMED = 5  # of the packages that the service does not know


def run(arguments: list[str]) -> int:
    """Ask an advisory service with pip-audit, which takes the arguments too.

    0: nothing is known; 1: something is, and stands on standard output; 2: not checked, the service did not answer.
    """
    files = [part for lock in locks(CHECKOUT) for part in ("--requirement", str(lock.locked))]
    options = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", *files, *options, *arguments],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return _said([f"Not checked: the advisory service gave no answer within {SECONDS} seconds."], NOT_CHECKED)
    return _said(*judged(done.stdout, done.stderr))


def judged(answer: str, errors: str) -> tuple[list[str], int]:
    """Return the sentences and the exit code for what pip-audit wrote on its two streams."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        why = (errors.strip().splitlines() or ["pip-audit said nothing."])[-1]
        return [f"Not checked: no advisory service answered ({why[:300]})."], NOT_CHECKED
    known = [
        f"{package['name']} {package['version']}: {weakness['id']}, mended in "
        f"{', '.join(weakness['fix_versions']) or 'no version yet'}"
        for package in packages
        for weakness in package.get("vulns", ())
    ]
    skipped = [f"{package['name']}: {package['skip_reason']}" for package in packages if "vulns" not in package]
    not_checked = f"Not checked: {len(skipped)} of {len(packages)} packages."
    unchecked = [*skipped[:NAMED], not_checked] if skipped or not packages else []
    if known:
        return [*known, *unchecked], FOUND
    if unchecked:
        return unchecked, NOT_CHECKED
    return [f"Nothing is known against the {len(packages)} locked packages."], 0


def _said(sentences: list[str], code: int) -> int:
    for sentence in sentences:
        if code == FOUND:
            print(sentence, flush=True)
        else:
            say(sentence)
    return code
