#!/usr/bin/env python
"""Django's command line for the portal; `./dev manage` starts the servers it needs first."""

import os
import sys


def main() -> None:
    """Run one management command with the settings of the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    import portal.celery  # noqa: F401  (binds shared tasks to our Celery app; portal/__init__ imports nothing)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
