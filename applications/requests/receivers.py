"""What happens to requests when something below them changes, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from applications.models import Application
from applications.requests.services.endings import follow, move_letters
from applications.signals import events_written
from programs.models import Call
from programs.signals import deadline_extended


@receiver(events_written, sender=Application)
def _events_written(sender: Any, steps: Any, **kwargs: Any) -> None:
    follow(steps)


@receiver(deadline_extended)
def _deadline_extended(sender: Any, call: Call, **kwargs: Any) -> None:
    move_letters(call)
