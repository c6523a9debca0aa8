"""Entries are sealed once each, in a chain, whoever commits late and however many sealers there are."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from portal.audit import sealing
from portal.audit.models import Entry, Seal, Unsealed
from portal.audit.sealing import seal_batch, seal_waiting
from portal.audit.services import record
from portal.audit.tasks import seal
from tests.audit.chain import faults_found, run, written
from tests.committed import at_once

pytestmark = pytest.mark.usefixtures("committed_db")


def sealed_ids() -> list[int]:
    return [key for ids in Seal.objects.order_by("number").values_list("entry_ids", flat=True) for key in ids]


def test_the_job_seals_what_waits_and_a_second_run_has_nothing_to_do() -> None:
    entries = written(5)
    assert Unsealed.objects.count() == 5
    seal()
    assert sealed_ids() == [entry.pk for entry in entries]
    assert not Unsealed.objects.exists()
    seal()
    assert Seal.objects.count() == 1


def test_each_seal_names_the_one_before_it() -> None:
    for _ in range(3):
        written(2)
        seal_waiting()
    first, second, third = Seal.objects.order_by("number")
    assert (first.number, first.previous) == (1, "0" * 64)
    assert (second.previous, third.previous) == (first.sha256, second.sha256)
    assert faults_found() == []


def test_a_backlog_is_sealed_in_batches() -> None:
    entries = written(10)
    assert seal_waiting(batch=4) == 10
    assert [len(ids) for ids in Seal.objects.order_by("number").values_list("entry_ids", flat=True)] == [4, 4, 2]
    assert sealed_ids() == [entry.pk for entry in entries]


def test_what_was_rolled_back_is_not_waited_for() -> None:
    with transaction.atomic():
        record("accounts.signed_in")
        transaction.set_rollback(True)
    kept = written(1)
    seal_waiting()
    assert sealed_ids() == [kept[0].pk]
    assert faults_found() == []


def in_another_session(work: Any) -> tuple[threading.Thread, threading.Event, threading.Event]:
    """Run `work` in a transaction of its own that stays open until the second event is set; the first says it ran."""
    ran, finish = threading.Event(), threading.Event()

    def run() -> None:
        try:
            with transaction.atomic():
                work()
                ran.set()
                assert finish.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    assert ran.wait(30)
    return thread, ran, finish


def test_an_entry_that_commits_late_with_a_lower_number_is_sealed_the_next_time() -> None:
    thread, _ran, finish = in_another_session(lambda: record("accounts.signed_out"))
    later = written(1)[0]
    assert seal_waiting() == 1
    assert sealed_ids() == [later.pk]
    assert faults_found() == []  # what is still open is not missed
    finish.set()
    thread.join()
    late = Entry.objects.get(code="accounts.signed_out")
    assert late.pk < later.pk
    assert faults_found() == []
    assert seal_waiting() == 1
    assert sealed_ids() == [later.pk, late.pk]
    assert faults_found() == []


def test_a_writer_does_not_wait_for_a_sealer_nor_for_another_writer() -> None:
    written(3)
    sealer, _ran, end_sealer = in_another_session(seal_batch)
    writer, _ran, end_writer = in_another_session(lambda: record("accounts.signed_out"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '200ms'")
        record("accounts.signed_in")
    for thread, end in ((sealer, end_sealer), (writer, end_writer)):
        end.set()
        thread.join()
    assert seal_waiting() == 2
    assert faults_found() == []


def _two_sealers(work: Any) -> list[Any]:
    """Let one sealer take its batch, more be written, and a second sealer come before the first commits."""
    written(2)
    taken, more = threading.Event(), threading.Event()

    def first() -> Any:
        with transaction.atomic():
            result = work()
            taken.set()
            more.wait(30)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.5)")  # the second asks before this commits
        return result

    def second() -> Any:
        assert taken.wait(30)
        written(2)
        more.set()
        with transaction.atomic():
            return work()

    return at_once(2, lambda number: (first, second)[number]())


def test_two_sealers_at_once_make_one_chain() -> None:
    results = _two_sealers(lambda: seal_batch() if sealing.try_lock(sealing.LOCK) else None)
    assert [isinstance(result, Seal) for result in results] == [True, False]
    assert results[1] is None
    assert seal_waiting() == 2
    assert faults_found() == []


def test_control_without_the_lock_two_sealers_name_the_same_predecessor() -> None:
    first, second = _two_sealers(seal_batch)
    assert isinstance(first, Seal)
    assert isinstance(second, IntegrityError)
    assert seal_waiting() == 2  # the constraint kept the chain whole, and what the second had taken waits again
    assert faults_found() == []


REFUSED = [
    "UPDATE audit_entry SET code = 'x'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry CASCADE",
    "UPDATE audit_seal SET sha256 = 'x'",
    "DELETE FROM audit_seal",
    "TRUNCATE audit_seal",
    "UPDATE audit_detail SET salt = 'x'",
    "TRUNCATE audit_detail",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_itself_refuses_to_change_the_stream(statement: str) -> None:
    record("accounts.signed_in", personal={"address": "192.0.2.7"})
    seal_waiting()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)
