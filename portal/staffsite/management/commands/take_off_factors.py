"""`manage.py take_off_factors EMAIL`: for whoever has lost every second factor and has no operator to ask."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common.errors import DomainError
from portal.staffsite.services import take_off_factors


class Command(BaseCommand):
    """Exit code 0 = taken off, 1 = refused. It is on record in the audit stream, and the person gets a mail."""

    help = _("Takes every second factor and the password off an account; the person chooses anew, by mail.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose."""
        parser.add_argument("email", metavar="EMAIL", help=_("the address they sign in with"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Take them off, and say what the person does next."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(_("There is no account with the address %(email)s.") % {"email": options["email"]})
        try:
            take_off_factors(user, actor=None)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _(
                "%(email)s has no second factor and no password now, and is signed out everywhere. They choose a new "
                "password with “Forgot your password?”; staff are then asked to set up a second factor."
            )
            % {"email": user.email}
        )
