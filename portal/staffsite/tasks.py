"""What the staff site and sign-in leave behind, cleared by the clock."""

from celery import shared_task
from django.core.management import call_command


@shared_task  # type: ignore[untyped-decorator]
def clear_sessions() -> None:
    """Delete sessions that have ended, and with them text that was held for a sign-in that never came."""
    call_command("clearsessions")
