"""The command line of ./dev once the virtual environment exists: python -m portal.dev COMMAND ..."""

import importlib
import sys

from portal.dev.terminal import Refused, say

COMMANDS = {
    "up": "run the portal until it is stopped",
    "test": "run the tests",
    "check": "lint, types, import contracts, migrations, deployment settings",
    "audit": "known weaknesses of the locked packages (needs a network)",
    "translations": "bring the languages' files in step with the sources; say what is missing",
    "lock": "lock the requirements anew (needs uv and a network)",
    "manage": "run a management command",
    "bench": "measure against the limits of bench/",
}


def main(arguments: list[str]) -> int:
    """Run one command. Exit code 2 for wrong usage, 1 for a refusal, else the command's own."""
    if not arguments or arguments[0] not in COMMANDS:
        asked_for_help = bool(arguments) and arguments[0] in ("help", "-h", "--help")
        if arguments and not asked_for_help:
            say(f"./dev has no command {arguments[0]!r}.")
        say("\n".join(["Usage:", *(f"  ./dev {name:<13}{does}" for name, does in COMMANDS.items())]))
        return 0 if asked_for_help else 2
    command = importlib.import_module(f"portal.dev.commands.{arguments[0]}")
    try:
        code: int = command.run(arguments[1:])
    except Refused as refused:
        say(str(refused))
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
