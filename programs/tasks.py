"""Tasks of programmes: primitives in, one service call."""

from celery import shared_task

from programs.services.alerts import forgetting, telling


@shared_task  # type: ignore[untyped-decorator]
def tell_of_openings() -> None:
    """Write to whoever asked to be told of calls that are open now; beat sends this every minute."""
    telling.tell()


@shared_task  # type: ignore[untyped-decorator]
def forget_alerts() -> None:
    """Delete what was never confirmed, and what is two years old; beat sends this every hour."""
    forgetting.forget_old()
