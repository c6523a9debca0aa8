"""An exported list: no spreadsheet runs anything in it, nothing is lost, and it is on record who took it."""

import csv
import hashlib
import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from applications.shortlists.models import ExportRecord, Shortlist
from applications.shortlists.services import build, export_csv, freeze, move
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common.errors import DomainError, NotAllowed
from portal.offices.models import Role
from portal.offices.services import close_posting
from programs.models import Call
from tests.shortlists.building import in_review
from tests.shortlists.test_by_hand import line_of
from tests.staff import call_elsewhere, posted

UNIVERSITY = "Name of the university or graduate school"
COUNTRY = "In which country is your university or graduate school?"
HOSTILE = [
    "=1+1",
    "+32 2 500 05 80",
    "-2+3",
    "@SUM(A1:A9)",
    "\tTab first",
    "\rReturn first",
    'He said "yes", twice',
    "two\r\nlines",
    "semi;colon, comma",
    "東京大学 — Université “libre”",
    "x" * 40_000,
    "'already quoted",
]


def exported(shortlist: Shortlist, **options) -> tuple[bytes, list[dict[str, str]]]:
    """Return the bytes and the rows by heading."""
    out = io.BytesIO()
    export_csv(shortlist, out, **options)
    raw = out.getvalue()
    csv.field_size_limit(10**6)
    return raw, list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_no_cell_is_run_as_a_formula_and_no_character_is_lost(call: Call, coordinator: User) -> None:
    for place, text in enumerate(HOSTILE):
        in_review(call, "Zoë Carreño", scores=[90 - place], institution=text)
    frozen = freeze(build(call, user=coordinator), user=coordinator, accept_cautions=True)

    raw, rows = exported(frozen)

    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    assert [row[UNIVERSITY].removeprefix("'") for row in rows] == [text.removeprefix("'") for text in HOSTILE]
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell
    assert rows[0][UNIVERSITY] == "'=1+1"
    assert rows[-1][UNIVERSITY] == "'already quoted"


def test_a_row_says_rank_person_answers_decision_moves_and_checksum(
    call: Call, draft: Shortlist, coordinator: User
) -> None:
    in_review(call, "Nguyễn Thị Ánh", scores=[95], institution="KU Leuven", institution_country="BE")
    build(call, user=coordinator)
    move(line_of(draft, "G"), 1, "=Heard again", user=coordinator)
    frozen = freeze(Shortlist.objects.get(pk=draft.pk), user=coordinator, accept_cautions=True)

    _raw, rows = exported(frozen)

    assert [row["Rank"] for row in rows] == [str(rank) for rank in range(1, 9)]
    top, second = rows[0], rows[1]
    assert (top["Full name"], top["Changed by hand"], top["Why it was changed by hand"]) == (
        "Person G",
        "rank",
        "'=Heard again",
    )
    assert (top["Rank by score and lot"], top["Score"], top["Decision"]) == ("8", "30.00", "Shortlist")
    assert (second["Full name"], second["Name as in the passport"]) == ("Nguyễn Thị Ánh", "NGUYỄN THỊ ÁNH")
    assert (second[UNIVERSITY], second[COUNTRY]) == ("KU Leuven", "Belgium")
    assert rows[-1]["Reason for not being shortlisted"] == frozen.reason_text
    assert {row["Checksum of the list (SHA-256)"] for row in rows} == {frozen.sha256}


def test_health_answers_and_essays_are_no_columns(frozen: Shortlist) -> None:
    _raw, rows = exported(frozen)
    headings = set(rows[0])
    assert UNIVERSITY in headings
    assert not any("health" in heading or "Why do you want" in heading for heading in headings)


def test_who_exported_what_is_on_record(frozen: Shortlist, coordinator: User) -> None:
    raw, _rows = exported(frozen, user=coordinator, columns=["rank", "reference", "score"])

    record = ExportRecord.objects.get()
    assert (record.by, record.rows, record.columns) == (coordinator, 7, ["rank", "reference", "score"])
    assert record.sha256 == hashlib.sha256(raw).hexdigest()
    assert raw.decode("utf-8-sig").splitlines()[0] == "Rank,Reference,Score"
    entry = Entry.objects.get(code="shortlists.exported")
    assert (entry.user_id, entry.object_id, entry.data["rows"]) == (coordinator.pk, str(frozen.pk), 7)


def test_a_draft_or_an_unknown_column_is_refused_and_leaves_no_record(draft: Shortlist, coordinator: User) -> None:
    with pytest.raises(DomainError, match="Freeze it first"):
        exported(draft)
    frozen = freeze(draft, user=coordinator, accept_cautions=True)
    with pytest.raises(DomainError, match="institution_country"):
        exported(frozen, columns=["rank", "shoe_size"])
    assert not ExportRecord.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_list(call, coordinator, django_assert_max_num_queries) -> None:
    for place in range(20):
        in_review(call, f"Person {place}", scores=[place], institution="KU Leuven")
    frozen = freeze(build(call, user=coordinator), user=coordinator, accept_cautions=True)
    exported(frozen)
    with django_assert_max_num_queries(16):
        exported(frozen)


def test_the_command_writes_the_file_and_names_the_format_there_is(frozen: Shortlist, tmp_path, capsys) -> None:
    target = tmp_path / "list.csv"
    call_command("export_shortlist", str(frozen.pk), "--format", "csv", "--out", str(target))
    assert target.read_bytes().startswith(b"\xef\xbb\xbfRank")
    assert "7 rows" in capsys.readouterr().err
    assert ExportRecord.objects.get().by is None
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]

    for arguments, said in (
        ([str(frozen.pk), "--format", "xlsx"], "--format csv"),
        ([str(frozen.pk), "--format", "docx"], "no format 'docx'"),
        (["999999"], "There is no shortlist"),
        (["9" * 30], "There is no shortlist"),
        (["mirai"], f"{frozen.pk} (mirai"),
        ([str(frozen.pk), "--columns", "shoe_size"], "rank, reference"),
    ):
        with pytest.raises(CommandError, match=_plain(said)) as refused:
            call_command("export_shortlist", *arguments, "--out", str(target))
        assert refused.value.returncode == 2
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_shortlist", str(frozen.pk), "--out", str(tmp_path / "nowhere" / "list.csv"))


def test_the_verifying_command_answers_0_1_and_2(draft: Shortlist, coordinator: User, capsys) -> None:
    with pytest.raises(CommandError, match="still a draft") as unfrozen:
        call_command("verify_shortlist", str(draft.pk))
    assert unfrozen.value.returncode == 2
    frozen = freeze(draft, user=coordinator, accept_cautions=True)
    call_command("verify_shortlist", str(frozen.pk))
    assert capsys.readouterr().out.startswith(f"verified: shortlist {frozen.pk} (mirai")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE shortlists_shortlistline DISABLE TRIGGER USER")
        cursor.execute("UPDATE shortlists_shortlistline SET score = 1 WHERE rank = 1")
    with pytest.raises(CommandError, match="differs") as changed:
        call_command("verify_shortlist", str(frozen.pk))
    assert changed.value.returncode == 1


def _plain(text: str) -> str:
    return "".join(f"\\{character}" if character in "()[].*+?" else character for character in text)


def test_the_right_is_asked_for_again_where_the_export_runs(call: Call, frozen: Shortlist, coordinator: User) -> None:
    operator = posted(call.office, Role.OPERATOR)
    elsewhere = posted(call_elsewhere(call).office, Role.COORDINATOR)
    strangers = [elsewhere, posted(call.office, Role.SENIOR_REVIEWER), posted(call.office, Role.AUDITOR)]
    close_posting(coordinator.postings.get(), actor=operator)
    for user in (*strangers, User.objects.get(pk=coordinator.pk)):
        out = io.BytesIO()
        with pytest.raises(NotAllowed):
            export_csv(frozen, out, user=user)
        assert out.getvalue() == b""
    assert not ExportRecord.objects.exists()
