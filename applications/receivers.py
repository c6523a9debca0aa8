"""What happens to applications when something below them changes, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from applications.services.deadlines import reopen_drafts
from programs.models import Call
from programs.signals import deadline_extended


@receiver(deadline_extended)
def _deadline_extended(sender: Any, call: Call, **kwargs: Any) -> None:
    reopen_drafts(call)
