"""Sent inside the transaction that changes an application; the apps above listen."""

from django.dispatch import Signal

# steps: list of (application, event), as they were written; their rows are locked. One signal for however many.
events_written = Signal()
