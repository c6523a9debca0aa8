"""`manage.py demo_state`: print whether the demonstration is here (empty, loading, loaded, refused)."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.dev.demo import marker


class Command(BaseCommand):
    help = "Print empty, loading, loaded or refused."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(marker.state())
