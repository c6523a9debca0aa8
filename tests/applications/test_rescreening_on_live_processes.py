"""A real worker, killed in the middle of a run: the next one goes on where it was, and nothing is there twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psycopg2

from tests.live import LivePortal
from tests.services import MakeStack

PROCESSES = ("postgres", "redis", "worker", "beat")
# The largest call of the demonstration gets a version with one rule more, and a run begins.
BEGIN = """
from django.db.models import Count, Q
from applications.services.rescreening import start
from programs.models import Call
from tests.applications.new_rules import PASSPORT, publish
covered = Q(applications__status__in=["eligible", "needs_check", "not_eligible", "in_review"])
calls = Call.objects.filter(round__programme__slug="mirai").annotate(covered=Count("applications", filter=covered))
call = calls.order_by("-covered")[0]
publish(call, PASSPORT)
start(call, "open", user=None)
"""

# The last application's line waits for a lock of ours: the worker dies in the middle of the chunk that it belongs to.
HOLD = """
CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.application_id = (SELECT max(a.id) FROM applications_application a JOIN applications_rescreening r
        ON r.call_id = a.call_id WHERE a.submitted_at IS NOT NULL
        AND a.status IN ('eligible', 'needs_check', 'not_eligible', 'in_review')) THEN
        PERFORM pg_advisory_xact_lock(42);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hold BEFORE INSERT ON applications_rescreeningline FOR EACH ROW EXECUTE FUNCTION hold()
"""


def wait_until(true: Callable[[], object], *, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"it did not happen within {seconds:g} seconds"
        time.sleep(0.1)


def one(portal: LivePortal, statement: str, *parameters: Any) -> tuple[Any, ...]:
    (row,) = portal.query(statement, *parameters)
    return row


def test_a_worker_killed_in_the_middle_of_a_run_is_followed_by_one_that_goes_on(make_stack: MakeStack) -> None:
    portal = make_stack("seed_demo --applications 3000", start=("postgres", "redis"))
    portal.manage("shell", "-c", BEGIN)
    run, total = one(portal, "SELECT id, total FROM applications_rescreening")
    assert total > 500, "the demonstration has too few applications for two chunks"
    through = "SELECT count(*), count(DISTINCT application_id) FROM applications_rescreeningline"
    portal.query(HOLD)
    holder = psycopg2.connect(portal.postgres.url(portal.database))
    with holder, holder.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(42)")
        portal.start("worker", "beat")
        wait_until(lambda: portal.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
        portal.kill("worker")
    holder.close()
    before = one(portal, through)[0]
    assert before == (total - 1) // 500 * 500
    assert one(portal, "SELECT state FROM applications_rescreening") == ("running",)

    portal.start("worker")  # told by beat alone: the signal that began the run is gone
    wait_until(lambda: one(portal, "SELECT state FROM applications_rescreening") == ("held",))
    assert one(portal, through) == (total, total)
    twice = """SELECT count(*) FROM (SELECT 1 FROM applications_screeningresult r JOIN applications_rescreening n
               ON r.binding_id = n.to_binding_id GROUP BY r.snapshot_id, r.choice_id HAVING count(*) > 1) AS t"""
    assert one(portal, twice) == (0,)
    assert one(portal, "SELECT failures, problem FROM applications_rescreening WHERE id = %s", run) == (0, "")
    assert portal.manage("verify_screening", "--all")
