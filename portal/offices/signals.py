"""Sent inside the transaction that changes a posting."""

from django.dispatch import Signal

# posting, actor, change: "opened" | "closed" | "handed_over". The audit stream listens.
posting_changed = Signal()
# before, after: two postings. Apps that keep open work in a person's hands pass on what `before` reached, and answer
# with how many rows of which kind (in words) they moved.
work_handed_over = Signal()
