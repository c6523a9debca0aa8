"""Sent inside the transaction that changes a posting; the audit stream listens."""

from django.dispatch import Signal

posting_changed = Signal()  # posting, actor, change: "opened" | "closed"
