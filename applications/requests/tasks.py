"""Tasks of requests: primitives in, one service call."""

from celery import shared_task

from applications.requests.services.periodic import expire_due, remind_due, return_refused_files


@shared_task  # type: ignore[untyped-decorator]
def watch() -> None:
    """Remind, expire, take back what came with a refused file; beat sends this every minute, twice is harmless."""
    return_refused_files()
    expire_due()
    remind_due()
