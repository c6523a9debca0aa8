"""Sent inside the transaction that changes a call; the apps above listen."""

from django.dispatch import Signal

deadline_extended = Signal()  # call, actor
