"""`manage.py seed_demo`: load the demonstration into an empty database."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.dev.demo import marker
from portal.dev.demo.loading import load


class Command(BaseCommand):
    help = "Load made-up offices, calls, staff and applications. Only into a database where nobody lives yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--applications", type=int, default=200, help="how many, spread over the calls (200)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same people (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        state = marker.state()
        if state == "refused":
            raise CommandError(
                "This database has users and no demo marker, so people may be using it for real. Demo people load "
                "only into an empty database: point DATABASE_URL to one, or use the embedded server (./dev up)."
            )
        if state in ("loaded", "loading"):
            self.stdout.write(f"kept: the demonstration is {state} already")
            return
        if options["applications"] < 1:
            raise CommandError(f"--applications is {options['applications']}; it must be 1 or more.")
        started = monotonic()
        count = load(applications=options["applications"], seed=options["seed"], say=self.stderr.write)
        self.stdout.write(f"loaded {count} applications in {monotonic() - started:.1f} s")
