"""What beat sends for the audit stream."""

from celery import shared_task

from portal.audit import refusals, sealing, services


@shared_task  # type: ignore[untyped-decorator]
def seal() -> None:
    """Say what was left out of refusals, then seal what waits; every minute."""
    refusals.tell_left_out()
    sealing.seal_waiting()


@shared_task  # type: ignore[untyped-decorator]
def forget_old() -> None:
    """Erase personal values that have been kept long enough; every hour."""
    services.forget_old()
