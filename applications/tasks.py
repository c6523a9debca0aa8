"""Tasks of applications: primitives in, one service call."""

from celery import shared_task

from applications.services.deadlines import close_drafts as close_due_drafts
from applications.services.rescreening import offer_to_drafts, work


@shared_task  # type: ignore[untyped-decorator]
def close_drafts() -> None:
    """Close drafts whose call ended; beat sends this every minute, twice at once is harmless."""
    close_due_drafts()


@shared_task  # type: ignore[untyped-decorator]
def rescreen() -> None:
    """Go on with re-screenings; signalled when one begins. Beat sends it every minute and finds what was left."""
    work()


@shared_task  # type: ignore[untyped-decorator]
def offer_rules() -> None:
    """Write to applicants with drafts whose call has newer rules; signalled by a release, sent by beat every minute."""
    offer_to_drafts()
