"""What somebody had written and not sent, once nobody waits for it any more: it goes."""

from __future__ import annotations

from collections.abc import Iterable

from applications.requests.models import Request, RequestDraft, RequestFile
from portal.files.services import discard

WHY = "requests that the caller holds"


def forget_unsent(requests: Iterable[Request]) -> None:
    """Delete drafts of letters that were cancelled, and files that were never sent, their bytes after commit.

    What was received once, and sent back, stays: its writer was thanked for it.
    """
    keys = [request.pk for request in requests]
    RequestDraft.objects.unscoped(WHY).filter(request__in=keys).delete()
    files = list(RequestFile.objects.unscoped(WHY).filter(request__in=keys).never_sent().select_related("file"))
    for row in files:
        row.delete()
        discard(row.file)
