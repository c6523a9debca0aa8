"""./dev check: everything about the code that can be known without running the tests."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from portal.dev.commands.test import throw_away_servers
from portal.dev.licences import problems
from portal.dev.paths import CHECKOUT
from portal.dev.processes import dies_with_parent
from portal.dev.requirements import differences
from portal.dev.stopping import Stopped, supervised
from portal.dev.terminal import say
from portal.dev.translations import missing

# A production machine as far as settings can tell; the addresses lead nowhere and are not called.
PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "only-for-the-check-of-the-settings-" + "0123456789abcdefghijklmnop" * 2,
    "FIELD_KEYS": "b25seS1mb3ItdGhlLWNoZWNrLW9mLXNldHRpbmdzISE=",
    "ALLOWED_HOSTS": "apply.example.org",
    "PORTAL_BASE_URL": "https://apply.example.org",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example.org:587",
    "SCANNER": "none",
}

# What would break the version that still runs while a new one is rolled out: columns and tables dropped, renamed or
# made NOT NULL. Short locks for an index are allowed; so are the packages' own migrations, which are not ours to mend.
LINT_MIGRATIONS = (
    *("--quiet", "ok", "ignore", "warning", "--no-cache"),
    *("--exclude-apps", "account", "auth", "contenttypes", "mfa", "pghistory", "pgtrigger", "sessions", "usersessions"),
    *("--exclude-migration-tests", "ADD_UNIQUE", "CREATE_INDEX", "CREATE_INDEX_EXCLUSIVE", "DROP_INDEX"),
    *("RUNPYTHON_MODEL_IMPORT", "RUNPYTHON_MODEL_VARIABLE_NAME"),
    *("--ignore-name", "0002_cache_table"),  # reversed, it drops the table that it makes
)


@dataclass(frozen=True)
class Step:
    """One check: a command of the virtual environment, or a function that returns what is wrong."""

    name: str
    command: tuple[str, ...] = ()
    ask: Callable[[], list[str]] | None = None
    env: Mapping[str, str] = field(default_factory=dict)

    def run(self, environ: Mapping[str, str]) -> str | None:
        """None when all is well, else what is wrong."""
        if self.ask:
            return "\n".join(self.ask()) or None
        done = subprocess.run(
            [sys.executable, "-m", *self.command] if self.command[0] != "manage" else _manage(self.command),
            env={**environ, "LOG_LEVEL": "ERROR", **self.env},
            cwd=CHECKOUT,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=dies_with_parent(9),
        )
        return (done.stdout.strip() or f"exit code {done.returncode}") if done.returncode else None


def steps() -> list[Step]:
    """All checks, the quick ones first."""
    return [
        Step("requirements in step", ask=lambda: differences(CHECKOUT)),
        Step("licences of packages", ask=lambda: problems(CHECKOUT)),
        Step("translations complete", ask=lambda: missing(CHECKOUT)),
        Step("ruff check", ("ruff", "check", "--quiet", "--output-format", "concise", ".")),
        Step("ruff format", ("ruff", "format", "--check", ".")),
        Step("import contracts", ("importlinter.cli", "lint", "--no-cache")),
        Step(
            "templates (djlint)",
            ("djlint", "--lint", "--quiet", "templates", "portal", "programs", "applications", "alumni"),
        ),
        Step("migrations complete", ("manage", "makemigrations", "--check", "--dry-run")),
        Step("migrations safe", ("manage", "lintmigrations", *LINT_MIGRATIONS)),
        Step(
            "settings of production",
            ("manage", "check", "--deploy", "--fail-level", "WARNING"),
            env=PRODUCTION,
        ),
        Step("types (mypy)", ("mypy",)),
    ]


def run(arguments: list[str]) -> int:
    """Run all checks, or those whose name contains one of the arguments; 1 if any fails."""
    chosen = [step for step in steps() if not arguments or any(word in step.name for word in arguments)]
    if not chosen:
        say(f"There is no such check. There are: {', '.join(step.name for step in steps())}.")
        return 2
    try:
        with supervised(), throw_away_servers() as environ:
            failed = [step.name for step in chosen if not _passes(step, environ)]
    except Stopped as stopped:
        return 128 + stopped.number
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def _passes(step: Step, environ: Mapping[str, str]) -> bool:
    began = time.monotonic()
    wrong = step.run(environ)
    say(f"{'FAILED' if wrong else 'ok':<7}{time.monotonic() - began:5.1f} s  {step.name}")
    if wrong:
        print(wrong, flush=True)
    return wrong is None


def _manage(command: tuple[str, ...]) -> list[str]:
    return [sys.executable, os.fspath(CHECKOUT / "manage.py"), *command[1:]]
