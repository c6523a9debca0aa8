"""Applications of made-up people with a snapshot each, written in a few statements: what `screening` reads."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from django.db import connection, transaction

from bench.mext.people import applicants
from portal.common import clock
from portal.offices.models import Office
from programs.models import Binding, Call, Round
from programs.services.calls import announce, create_call
from programs.vocabulary import vocabulary

_PLAN = "My plan is to compare how river towns prepare for floods, and what their schools teach about it. " * 12


def populate(count: int, *, seed: int = 1) -> Binding:
    """Open a call for research students and give it `count` applications; return the call's binding."""
    call = create_call(
        office=Office.objects.get(code="emb-be-brussels"),
        round=Round.objects.get(slug="mext-research-2027"),
        slug="mext-research-2027-bench",
        opens_local="2026-05-01T09:00",
        closes_local="2026-06-12T12:00",
        parameters={},
        themes=(),
    )
    announce(call, actor=None)
    binding = call.binding
    assert binding is not None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE made (n bigint, facts jsonb, answers jsonb) ON COMMIT DROP")
        cursor.copy_expert("COPY made FROM STDIN", _Lines(_rows(count, seed)))
        for statement, params in _statements(call, binding):
            cursor.execute(statement, params)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return binding


def _rows(count: int, seed: int) -> Iterator[str]:
    """Rows for COPY; its escapes double the backslashes of JSON."""
    known = vocabulary()
    for number, raw in enumerate(applicants(count, seed=seed), start=1):
        facts = known.canonical(raw).without(known.health_keys).content()
        answers = {"about_you": facts, "plan": {"research_plan": _PLAN[number % 90 :]}}
        written = [json.dumps(each).replace("\\", "\\\\") for each in (facts, answers)]
        yield "\t".join((str(number), *written)) + "\n"


class _Lines(io.RawIOBase):
    """Lines as the file that COPY reads from."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._rest = lines, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while 0 <= len(self._rest) < size and (line := next(self._lines, None)) is not None:
            self._rest += line.encode()
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def _statements(call: Call, binding: Binding) -> list[tuple[str, list[object]]]:
    """People, applications, choices, snapshots and values, tied together by their number in the reference."""
    now, office = clock.now(), call.office_id
    tied = "JOIN applications_application AS a ON a.reference = 'B' || made.n"
    return [
        (
            "INSERT INTO accounts_person (full_name, passport_name, native_name, search_key, email, phone, language) "
            "SELECT 'Bench ' || n, '', '', 'bench ' || n, n || '@bench.example', '', 'en' FROM made",
            [],
        ),
        (
            "INSERT INTO applications_application (reference, status, version, stage, lot_token, created_at, "
            "binding_id, call_id, office_id, person_id, programme_version_id) "
            "SELECT 'B' || made.n, 'draft', 0, '', md5(made.n::text), %s, %s, %s, %s, p.id, %s "
            "FROM made JOIN accounts_person AS p ON p.search_key = 'bench ' || made.n",
            [now, binding.pk, call.pk, office, call.programme_version_id],
        ),
        (
            "INSERT INTO applications_choice (office_id, application_id, rank, outcome) "
            f"SELECT %s, a.id, 1, '' FROM made {tied}",
            [office],
        ),
        (
            "INSERT INTO applications_snapshot (office_id, application_id, number, sha256, health_verdicts, "
            f"created_at) SELECT %s, a.id, 1, repeat('0', 64), '{{}}', %s FROM made {tied}",
            [office, now],
        ),
        (
            "INSERT INTO applications_snapshotvalues (office_id, application_id, snapshot_id, salt, facts, answers, "
            f"files) SELECT %s, a.id, s.id, repeat('0', 32), made.facts, made.answers, '[]' FROM made {tied} "
            "JOIN applications_snapshot AS s ON s.application_id = a.id",
            [office],
        ),
    ]
