"""./dev manage: any management command, beside a running `up` of this checkout or with servers of its own."""

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping

from portal.dev import variables
from portal.dev.foreground import run_in_foreground
from portal.dev.locks import held, running_environment
from portal.dev.paths import CHECKOUT, data_folder, new_workspace, private_folder, remove_workspace
from portal.dev.stack import SERVERS, Stack
from portal.dev.stopping import Stopped, ignore_endings, supervised


def run(arguments: list[str]) -> int:
    """Run `manage.py` with the arguments; its exit code, its standard streams."""
    try:
        with supervised(), _environment() as environ:
            return run_in_foreground([sys.executable, "manage.py", *arguments], env=environ, cwd=CHECKOUT)
    except Stopped as stopped:
        return 128 + stopped.number


@contextlib.contextmanager
def _environment() -> Iterator[Mapping[str, str]]:
    home = private_folder()
    if running := running_environment(home):
        yield {**os.environ, **running}
        return
    with contextlib.ExitStack() as locks:
        locks.enter_context(held(home, "manage", wait=True))
        data = data_folder(None)
        if data != home:
            locks.enter_context(held(data, "manage", wait=True))
        workspace = new_workspace()
        stack = Stack(data, workspace, variables.development(data))
        try:
            stack.start(*(name for name in SERVERS if name in stack.members))
            yield stack.environ()
        finally:
            ignore_endings()
            stack.stop()
            remove_workspace(workspace)
