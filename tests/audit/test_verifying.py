"""Verifying finds each kind of tampering, names what was touched, and takes an erasure for what it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.audit.canonical import seal_hash
from portal.audit.models import Detail, Entry, Seal
from portal.audit.sealing import seal_waiting
from portal.audit.services import KEPT_FOR, forget, forget_old, record
from tests.audit.chain import as_owner_of, faults_found, run, written
from tests.clock import Shift, shift_clock  # noqa: F401
from tests.commands import refused, said
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries() -> list[Entry]:
    """Nine entries under three seals; those of the second have personal values."""
    made = written(3)
    seal_waiting()
    user = UserFactory()
    made += [record("accounts.signed_in", user=user, personal={"address": f"192.0.2.{n}"}) for n in range(3)]
    seal_waiting()
    made += written(3)
    seal_waiting()
    return made


def test_a_stream_nobody_touched_is_whole(entries: list[Entry]) -> None:
    assert faults_found() == []
    out = said("verify_audit")
    assert "3 seals over 9 entries" in out
    assert "The audit stream is whole." in out
    assert Entry.objects.get(code="audit.verified").data == {"seals": 3, "entries": 9}


def test_an_empty_stream_is_whole() -> None:
    assert "The audit stream is whole." in said("verify_audit")


CHANGES = {
    "code": "'accounts.signed_out'",
    "at": "at + interval '1 microsecond'",
    "user_id": "17",
    "office_id": "17",
    "object_kind": "'x'",
    "object_id": "'17'",
    "data": """'{"a": 1}'""",
    "request_id": "'x'",
    "detail_sha256": "repeat('a', 64)",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_entry_is_found_whichever_column_it_was(entries: list[Entry], column: str) -> None:
    with as_owner_of("audit_entry"):
        assert run(f"UPDATE audit_entry SET {column} = {CHANGES[column]} WHERE id = %s", entries[1].pk) == 1
    (fault,) = faults_found()
    assert fault.startswith(f"Entry {entries[1].pk} was changed")
    assert "seal 1" in fault


def test_no_column_of_an_entry_is_left_out_of_its_digest() -> None:
    assert {field.column for field in Entry._meta.concrete_fields} == {"id", *CHANGES}


def test_a_removed_entry_is_found(entries: list[Entry]) -> None:
    with as_owner_of("audit_entry"):
        run("DELETE FROM audit_entry WHERE id = %s", entries[4].pk)
    assert faults_found() == [f"Entry {entries[4].pk} was removed (seal 2)."]


def test_two_entries_that_changed_places_are_found(entries: list[Entry]) -> None:
    first, second = entries[0].pk, entries[1].pk
    with as_owner_of("audit_entry"):
        for before, after in ((first, -1), (second, first), (-1, second)):
            run("UPDATE audit_entry SET id = %s WHERE id = %s", after, before)
    assert [fault.split(" was ")[0] for fault in faults_found()] == [f"Entry {first}", f"Entry {second}"]


def test_an_entry_that_was_put_in_past_the_list_of_unsealed_ones_is_found(entries: list[Entry]) -> None:
    with as_owner_of("audit_entry"):
        put_in = record("accounts.signed_out")
    (fault,) = faults_found()
    assert fault.startswith(f"Entry {put_in.pk} is in no seal")


def test_an_entry_that_was_removed_before_its_seal_is_found_before_and_after_sealing(entries: list[Entry]) -> None:
    waiting = written(2)
    with as_owner_of("audit_entry"):
        run("DELETE FROM audit_entry WHERE id = %s", waiting[0].pk)
    assert faults_found() == [f"Entry {waiting[0].pk} was removed while it waited for its seal."]
    seal_waiting()
    assert faults_found() == [f"Entry {waiting[0].pk} was removed before it was sealed (seal 4)."]


def test_an_entry_that_was_kept_from_being_sealed_is_found(entries: list[Entry]) -> None:
    (waiting,) = written(1)
    run("DELETE FROM audit_unsealed")
    (fault,) = faults_found()
    assert fault.startswith(f"Entry {waiting.pk} is in no seal")


def change_seal(statement: str, *parameters: object) -> None:
    with as_owner_of("audit_seal"):
        assert run(statement, *parameters)


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 second'",
        "digests = sha256('x')",
        "entry_ids = entry_ids[1:2]",
        "previous = repeat('a', 64)",
        "sha256 = repeat('a', 64)",
    ],
)
def test_a_changed_seal_is_found(entries: list[Entry], change: str) -> None:
    change_seal(f"UPDATE audit_seal SET {change} WHERE number = 2")
    assert any(fault.startswith("Seal 2 ") for fault in faults_found())


def test_a_removed_seal_is_found_with_the_entries_it_held(entries: list[Entry]) -> None:
    change_seal("DELETE FROM audit_seal WHERE number = 2")
    faults = faults_found()
    assert faults[0] == "Seal 2 is missing before seal 3."
    assert [fault.split(" is in ")[0] for fault in faults[1:]] == [f"Entry {entry.pk}" for entry in entries[3:6]]


def test_a_removed_last_seal_is_found_by_the_entries_it_held(entries: list[Entry]) -> None:
    change_seal("DELETE FROM audit_seal WHERE number = 3")
    assert len(faults_found()) == 3


def test_a_changed_entry_whose_seal_was_made_to_fit_is_found_by_the_next_seal(entries: list[Entry]) -> None:
    with as_owner_of("audit_entry"):
        run("DELETE FROM audit_entry WHERE id = %s", entries[2].pk)
    seal = Seal.objects.get(number=1)
    ids, digests = seal.entry_ids[:2], bytes(seal.digests)[:64]
    sha256 = seal_hash(1, seal.at, seal.previous, ids, digests)
    change_seal(
        "UPDATE audit_seal SET entry_ids = %s, digests = %s, sha256 = %s WHERE number = 1", ids, digests, sha256
    )
    assert faults_found() == ["Seal 2 does not follow from the seal before it: one of them was replaced."]


def cut_off(entries: list[Entry]) -> str:
    """Remove the last seal with all its entries; return the hash it had."""
    anchor = Seal.objects.get(number=3).sha256
    with as_owner_of("audit_entry", "audit_seal"):
        run("DELETE FROM audit_seal WHERE number = 3")
        run("DELETE FROM audit_entry WHERE id = ANY(%s)", [entry.pk for entry in entries[6:]])
    return anchor


def test_an_end_that_was_cut_off_is_found_by_a_hash_that_was_written_down(entries: list[Entry]) -> None:
    assert "is whole" in said("verify_audit", "--expect", Seal.objects.get(number=3).sha256)
    run("DELETE FROM audit_unsealed")
    run("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
    run("DELETE FROM audit_entry WHERE code = 'audit.verified'")
    run("ALTER TABLE audit_entry ENABLE TRIGGER ALL")
    anchor = cut_off(entries)
    assert faults_found() == []  # from the inside nothing is missing: that is why the hash is written down
    (fault,) = faults_found(anchor)
    assert anchor in fault
    assert "1 fault" in refused(1, "verify_audit", "--expect", anchor)


def test_what_is_no_hash_is_refused_in_words() -> None:
    assert "64 hexadecimal digits" in refused(2, "verify_audit", "--expect", "abc")


def test_the_command_says_each_fault_and_records_that_it_found_some(
    entries: list[Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    with as_owner_of("audit_entry"):
        run("DELETE FROM audit_entry WHERE id = ANY(%s)", [entry.pk for entry in entries[:2]])
    assert refused(1, "verify_audit") == "The audit stream is broken: 2 faults."
    assert Entry.objects.get(code="audit.found_broken").data == {"seals": 3, "entries": 7, "problems": 2}


def test_changed_personal_values_are_found(entries: list[Entry]) -> None:
    with as_owner_of("audit_detail"):
        run("""UPDATE audit_detail SET "values" = '{"address": "203.0.113.9"}' WHERE entry_id = %s""", entries[3].pk)
    assert faults_found() == [f"The personal values of entry {entries[3].pk} were changed (seal 2)."]


def test_personal_values_that_vanished_without_a_trace_are_found(entries: list[Entry]) -> None:
    Detail.objects.filter(pk=entries[3].pk).delete()
    (fault,) = faults_found()
    assert fault.startswith(f"The personal values of entry {entries[3].pk} are gone")


def test_erasing_a_person_leaves_the_chain_whole_and_says_so(entries: list[Entry]) -> None:
    person = entries[3].user_id
    assert person is not None
    kept = record("accounts.signed_in", user=UserFactory(), personal={"address": "198.51.100.1"})
    assert forget(person) == 3
    assert list(Detail.objects.values_list("entry_id", flat=True)) == [kept.pk]
    seal_waiting()
    assert faults_found() == []
    assert "erased from 3" in said("verify_audit")
    trace = Entry.objects.get(code="audit.details_erased")
    assert (trace.object_kind, trace.object_id, trace.data) == ("accounts.user", str(person), {"entries": 3})


def test_an_erasure_covers_nothing_that_came_after_it(entries: list[Entry]) -> None:
    person = entries[3].user_id
    assert person is not None
    forget(person)
    later = record("accounts.signed_in", user=UserFactory._meta.model(pk=person), personal={"address": "192.0.2.99"})
    seal_waiting()
    Detail.objects.filter(pk=later.pk).delete()
    (fault,) = faults_found()
    assert fault.startswith(f"The personal values of entry {later.pk} are gone")


def test_personal_values_go_when_they_have_been_kept_long_enough(entries: list[Entry], shift_clock: Shift) -> None:  # noqa: F811
    shift_clock(KEPT_FOR - timedelta(hours=1))
    assert forget_old() == 0
    assert not Entry.objects.filter(code="audit.details_expired").exists()
    shift_clock(KEPT_FOR + timedelta(hours=1))
    fresh = record("accounts.signed_in", personal={"address": "192.0.2.50"})
    assert forget_old() == 3
    assert Detail.objects.get().pk == fresh.pk
    seal_waiting()
    assert faults_found() == []
