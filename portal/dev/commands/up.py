"""./dev up: the whole portal on this machine, until it is told to stop."""

import argparse
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from portal.dev import variables
from portal.dev.locks import held, remove_note, write_note
from portal.dev.paths import data_folder, new_workspace, private_folder, remove_workspace
from portal.dev.stack import Stack
from portal.dev.stopping import Stopped, ignore_endings, supervised
from portal.dev.terminal import Refused, say


def run(arguments: list[str]) -> int:
    """Start everything, print `ready <address>`, and stay. 0 when told to stop, 1 when something ended by itself."""
    options = _parser().parse_args(arguments)
    try:
        with supervised(), _stack(options.data, options.port) as stack:
            accounts = _start(stack, demo=not options.no_demo)
            with _note(stack):
                say(f"{accounts}\nLogs: {stack.data / 'logs'}   Mails: {stack.base_url}/dev/mail/   Stop: Ctrl-C")
                print(f"ready {stack.base_url}/", flush=True)
                _watch(stack)
    except Stopped:
        say("Stopped.")
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev up", description="Run the portal until it is stopped.")
    parser.add_argument(
        "--port", type=int, metavar="P", help="the site's port; without it the first free one from 8000"
    )
    parser.add_argument("--data", metavar="DIR", help="where database, files, mails and logs are kept between runs")
    parser.add_argument("--no-demo", action="store_true", help="load the catalogue only, no demo people")
    return parser


@contextlib.contextmanager
def _stack(data: str | None, port: int | None) -> Iterator[Stack]:
    home = private_folder()
    with contextlib.ExitStack() as locks:
        locks.enter_context(held(home, "up", wait=True))
        folder = data_folder(data)
        if folder != home:
            locks.enter_context(held(folder, "up", wait=True))
        _put_away(folder / "logs")
        workspace = new_workspace()
        stack = Stack(folder, workspace, variables.development(folder), port=port)
        try:
            yield stack
        finally:
            ignore_endings()
            stack.stop()
            remove_workspace(workspace)


def _put_away(logs: Path) -> None:
    """Begin with empty logs; those of the run before are kept once more."""
    for log in logs.glob("*.log"):
        log.replace(log.with_suffix(".log.before"))


def _start(stack: Stack, *, demo: bool) -> str:
    """Start all members; the text that lists the demo accounts."""
    started = time.monotonic()
    stack.web.reserve()
    say(f"Starting {' and '.join(name for name in stack.members if name in ('postgres', 'redis')) or 'the site'} ...")
    stack.start(*(name for name in ("postgres", "redis", "smtp") if name in stack.members))
    accounts = stack.prepare(demo=demo)
    say("Starting web, worker and beat ...")
    stack.start()
    stack.wait_healthy(seconds=120)
    say(f"Started in {time.monotonic() - started:.1f} s.")
    return accounts


@contextlib.contextmanager
def _note(stack: Stack) -> Iterator[None]:
    home = private_folder()
    write_note(home, stack.shared_environ(), stack.base_url)
    try:
        yield
    finally:
        remove_note(home)


def _watch(stack: Stack) -> NoReturn:
    while not (fallen := stack.fallen()):
        time.sleep(0.5)
    raise Refused(f"{fallen.name} ended by itself with code {fallen.exit_code}. {fallen.last_words()}")
