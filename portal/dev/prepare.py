"""Bring a database and the static files up to date before the site starts: one process, one start of Django.

    python -m portal.dev.prepare [--no-demo]

Progress goes to standard error, the list of demo accounts to standard output.
"""

import io
import sys
from typing import Any

import django
from django.core.management import call_command


def prepare(*, demo: bool) -> None:
    """Migrate, load the catalogue and, where it may, the demo people; collect the static files; list the accounts."""
    django.setup()
    import portal.celery  # noqa: F401  (as in manage.py: shared tasks are bound to our Celery app)

    _step("Bringing the database up to date", "migrate", "--no-input", verbosity=0)
    _step("Loading the catalogue", "load_catalog")
    if demo:
        _load_demo()
    call_command("collectstatic", "--no-input", verbosity=0)


def _load_demo() -> None:
    state = _output("demo_state")
    if state == "refused":
        _say("No demo people: this database has data of its own. Use another one, or --no-demo to hide this line.")
        return
    if state != "loaded":
        _step("Loading the demo people", "seed_demo")
    print(_output("demo_accounts"))


def _step(words: str, *command: str, **options: Any) -> None:
    _say(f"{words} ...")
    call_command(*command, stdout=sys.stderr, **options)


def _output(command: str) -> str:
    caught = io.StringIO()
    call_command(command, stdout=caught)
    return caught.getvalue().strip()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    prepare(demo="--no-demo" not in sys.argv[1:])
