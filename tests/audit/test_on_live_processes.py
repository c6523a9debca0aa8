"""Beat, a worker and the command as real processes: entries are sealed, and what somebody then changes is named."""

from __future__ import annotations

import time

import pytest

from portal.dev.terminal import Refused
from tests.live import LivePortal
from tests.services import MakeStack

RECORDED = """
from portal.audit.services import record
for number in range(3):
    record("accounts.signed_in", personal={"address": "192.0.2.7"})
"""


def wait_until_sealed(portal: LivePortal) -> None:
    deadline = time.monotonic() + 60
    while portal.query("SELECT 1 FROM audit_unsealed") or not portal.query("SELECT 1 FROM audit_seal"):
        assert time.monotonic() < deadline, "nothing was sealed within a minute"
        time.sleep(0.2)


def test_beat_and_worker_seal_and_the_command_finds_what_was_changed_afterwards(make_stack: MakeStack) -> None:
    portal = make_stack(start=("postgres", "redis"))
    portal.manage("shell", "-c", RECORDED)
    portal.start("worker", "beat")
    wait_until_sealed(portal)
    portal.manage("verify_audit")
    assert portal.query("SELECT 1 FROM audit_entry WHERE code = 'audit.verified'")
    portal.query("ALTER TABLE audit_entry DISABLE TRIGGER append_only")
    portal.query("UPDATE audit_entry SET user_id = 17 WHERE code = 'accounts.signed_in'")
    with pytest.raises(Refused):
        portal.manage("verify_audit")
    assert portal.query("SELECT data->>'problems' FROM audit_entry WHERE code = 'audit.found_broken'") == [("3",)]
