"""Two submissions of one person in the same moment: both are noticed, which a flag written at submission would miss."""

from __future__ import annotations

import threading

import pytest
from django.db import transaction

from applications.sameness import sameness_of
from applications.services.submission import submit
from portal.common import clock
from tests.calls import open_call
from tests.committed import at_once
from tests.scenarios import filled_in
from tests.staff import posted

pytestmark = pytest.mark.usefixtures("committed_db")


def _submitted_at_once() -> tuple[list[bool], list[bool]]:
    """Return what each saw inside its own transaction, and what staff see once both are committed."""
    call = open_call()
    drafts = [filled_in(call), filled_in(call)]
    reader, both = posted(call.office), threading.Barrier(2)

    def send(number: int) -> bool:
        with transaction.atomic():
            done = submit(drafts[number], user=drafts[number].person.user, arrived_at=clock.now())
            both.wait(timeout=60)  # both are submitted before either commits
            seen = sameness_of(done, reader).flagged
            both.wait(timeout=60)
        return seen

    inside = at_once(2, send)
    for each in drafts:
        each.refresh_from_db()
    return inside, [sameness_of(each, reader).flagged for each in drafts]


def test_both_are_noticed_and_control_neither_saw_the_other_while_submitting() -> None:
    inside, afterwards = _submitted_at_once()
    assert inside == [False, False]  # the control: whoever writes a flag while submitting writes “no” twice
    assert afterwards == [True, True]
