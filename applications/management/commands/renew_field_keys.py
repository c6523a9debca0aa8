"""`manage.py renew_field_keys`: writes every encrypted field anew under the newest key of FIELD_KEYS."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import AddendumHealth, HealthAnswer
from applications.services.identity import mark_again
from portal.common.encryption import cipher

SEALED = ("secret", "seed")  # what a second factor keeps encrypted (portal.accounts.sealing)


class Command(BaseCommand):
    """After it, the old keys can be taken out of FIELD_KEYS. It may be run again at any time."""

    help = _("Writes every encrypted field anew under the newest key, so that old keys can be taken out of FIELD_KEYS.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew all in one transaction. Raises CommandError, and changes nothing, where a key is missing."""
        try:
            with transaction.atomic():
                health, factors, marked = _health(), _factors(), mark_again()
        except InvalidToken:
            raise CommandError(
                _("A field cannot be read with the keys in FIELD_KEYS; nothing was changed. Add the key it needs.")
            ) from None
        self.stdout.write(
            _(
                "Renewed %(health)d health answers, %(factors)d second factors and the marks of %(marked)d "
                "applications. Old keys can be taken out."
            )
            % {"health": health, "factors": factors, "marked": marked}
        )


def _health() -> int:
    renewed = 0
    for row in HealthAnswer.objects.unscoped("every office's keys are renewed").select_for_update().iterator(500):
        row.ciphertext = cipher().rotate(bytes(row.ciphertext))
        row.save(update_fields=["ciphertext"])
        renewed += 1
    corrections = AddendumHealth.objects.unscoped("every office's keys are renewed").select_for_update()
    for corrected in corrections.iterator(500):
        for name in ("before", "after"):
            ciphertext = getattr(corrected, name)
            if ciphertext is not None:
                setattr(corrected, name, cipher().rotate(bytes(ciphertext)))
        corrected.save(update_fields=["before", "after"])
        renewed += 1
    return renewed


def _factors() -> int:
    renewed = 0
    for row in Authenticator.objects.select_for_update().iterator(500):
        sealed = {name: row.data[name] for name in SEALED if row.data.get(name)}
        if sealed:
            row.data |= {name: cipher().rotate(value.encode()).decode() for name, value in sealed.items()}
            row.save(update_fields=["data"])
            renewed += 1
    return renewed
