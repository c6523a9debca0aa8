"""The check as it runs: web, worker and beat as processes, a real scanner, and the health page about both."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import Any

from django.test import Client

from portal.files import scanning
from tests.files.scanner import Scanner
from tests.live import LivePortal
from tests.services import MakeStack


def test_the_health_page_says_that_nobody_scans(db: None) -> None:
    ready = Client().get("/healthz/ready").json()
    assert (ready["scanner"], ready["file_checks"]) == ("none", "ok")


def test_the_health_page_tells_a_scanner_that_is_there_from_one_that_is_not(
    db: None, clamd: Scanner, settings: Any
) -> None:
    assert Client().get("/healthz/ready").json()["scanner"] == "ok"
    settings.SCANNER = "clamd:///nowhere/clamd.sock"
    answer = Client().get("/healthz/ready")
    assert answer.json()["scanner"] == "away"
    assert answer.status_code == 200  # uploads are taken, and wait
    assert scanning.away()


def test_a_worker_scans_and_cleans_what_waits(make_stack: MakeStack, clamd: Scanner) -> None:
    portal = make_stack("seed_demo --applications 5", start=["redis", "web"], SCANNER=clamd.url)
    rows = portal.query(
        "UPDATE files_storedfile SET state = 'pending', scanner = '', clean_key = '' "
        "WHERE id IN (SELECT id FROM files_storedfile ORDER BY id LIMIT 6) RETURNING id"
    )
    waiting = [row[0] for row in rows]
    portal.query("DELETE FROM files_pageimage WHERE file_id = ANY(%s)", waiting)
    portal.start("worker", "beat")
    until = time.monotonic() + 60
    while time.monotonic() < until and _of(portal, "state", waiting) != {"clean"}:
        time.sleep(0.2)
    assert _of(portal, "state", waiting) == {"clean"}
    assert {name[:9] for name in _of(portal, "scanner", waiting)} == {"ClamAV 1."}
    drawn = "SELECT count(DISTINCT file_id) FROM files_pageimage WHERE file_id = ANY(%s)"
    assert portal.query(drawn, waiting) == [(len(waiting),)]
    with urllib.request.urlopen(f"http://127.0.0.1:{portal.web.port}/healthz/ready", timeout=10) as answer:
        assert json.load(answer)["scanner"] == "ok"


def _of(portal: LivePortal, column: str, files: list[int]) -> set[str]:
    return {row[0] for row in portal.query(f"SELECT {column} FROM files_storedfile WHERE id = ANY(%s)", files)}
