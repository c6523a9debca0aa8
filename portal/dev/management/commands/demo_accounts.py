"""`manage.py demo_accounts`: print who can sign in to the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.dev.demo import marker
from portal.dev.demo.accounts import ACCOUNTS


class Command(BaseCommand):
    help = "Print the demo accounts with their passwords; /dev/ signs in with one button, second factor included."

    def handle(self, *args: Any, **options: Any) -> None:
        if marker.state() != "loaded":
            self.stdout.write("No demo accounts in this database.")
            return
        width = max(len(account.email) for account in ACCOUNTS)
        for account in ACCOUNTS:
            self.stdout.write(f"{account.email:<{width}}  {account.password:<32}  {account.what}")
