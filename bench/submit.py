"""The last step of an application: `./dev bench submit [--n N] [--others N]`.

Ours is the whole request: session, deadline, frozen snapshot, screening, status, event, attempt and the mail's row, in
one transaction, then the way to the confirmation. Everybody has looked at the page with the button before, unmeasured:
a session that was just made is noted down with its first page. The limit is a fresh Django site with one form and one
INSERT, for somebody who is signed in. Both are served by gunicorn with the same settings from the same Postgres, to
eight clients at once, in turns; the median of five rounds.
Then as many other applications are put beside (`--others`), and everything is measured again: it stays as fast.
Exit code 1 when a submission takes more than GOAL times the limit, or more than FLAT times what it took before.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import django

GOAL = 6.7
FLAT = 1.25
ROUNDS = 5
WARM = 16


def main(count: int, others: int) -> int:
    """Measure `count` submissions before and after `others` applications were added; print one line of JSON."""
    from django.db import connection

    from bench.submitting.drafts import Drafts

    prepared = subprocess.run([sys.executable, "-m", "bench.submitting.bare"], stdout=subprocess.PIPE, check=True)
    signed_in = prepared.stdout.decode().split()[-1]
    drafts = Drafts()
    with served("portal.wsgi:application") as ours, served("bench.submitting.bare:application") as limit:
        few = measured(drafts, ours, limit, signed_in, count)
        drafts.make(others)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        many = measured(drafts, ours, limit, signed_in, count)
    flat = (many["ours"] / many["limit"]) / (few["ours"] / few["limit"])
    ratio = max(few["ours"] / few["limit"], many["ours"] / many["limit"])
    line = {
        "bench": "submit",
        "n": count,
        "ours_s": round(many["ours"], 5),
        "limit_s": round(many["limit"], 5),
        "ratio": round(ratio, 2),
        "goal": GOAL,
        "others": others,
        "ratio_before_them": round(few["ours"] / few["limit"], 2),
        "grew_by": round(flat, 2),
        "goal_grew_by": FLAT,
        "per_second": round(1 / many["ours"], 1),
    }
    print(json.dumps(line))
    return int(ratio > GOAL or flat > FLAT)


def measured(drafts: object, ours: int, limit: int, signed_in: str, count: int) -> dict[str, float]:
    """Return seconds for one submission and for one entry of the limit: medians of five rounds, in turns."""
    from bench.submitting.clients import look_at, seconds_for

    each = max(8, count // ROUNDS)
    seconds_for(ours, submissions(drafts, WARM))
    seconds_for(limit, entries(signed_in, WARM))
    taken: dict[str, list[float]] = {"ours": [], "limit": []}
    for number in range(ROUNDS):
        mine, theirs = submissions(drafts, each), entries(signed_in, each * 4)
        look_at(ours, mine)
        for name in ("ours", "limit") if number % 2 else ("limit", "ours"):
            presses, port = (mine, ours) if name == "ours" else (theirs, limit)
            taken[name].append(seconds_for(port, presses) / len(presses))
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def submissions(drafts: object, count: int) -> list[object]:
    """Return as many presses of the button as there are new drafts."""
    from django.conf import settings
    from django.urls import reverse

    from bench.submitting.clients import Press
    from bench.submitting.drafts import session_of

    return [
        Press(
            reverse("application_submit", args=[draft.reference]),
            {"declaration": "on", "idempotency_key": str(uuid4())},
            reverse("application_confirmation", args=[draft.reference]),
            settings.CSRF_COOKIE_NAME,
            {settings.SESSION_COOKIE_NAME: session_of(draft.person.user)},
            reverse("application_check", args=[draft.reference]),
        )
        for draft in drafts.make(count)  # type: ignore[attr-defined]
    ]


def entries(signed_in: str, count: int) -> list[object]:
    """Return as many presses of the one form."""
    from bench.submitting.clients import Press

    typed = ({"declaration": "on", "words": f"Entry {number}"} for number in range(count))
    return [Press("/enter/", each, "/", "csrftoken", {"sessionid": signed_in}) for each in typed]


@contextmanager
def served(site: str) -> Iterator[int]:
    """Serve a site with gunicorn as in production; the port, once it answers."""
    from portal.dev.ports import web_port

    with web_port(None) as sockets:
        port, handles = sockets[0].getsockname()[1], [each.fileno() for each in sockets]
        binds = [part for handle in handles for part in ("--bind", f"fd://{handle}")]
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", *binds, site]
        process = subprocess.Popen(command, pass_fds=handles, stdout=subprocess.DEVNULL)
        try:
            _wait_for(f"http://127.0.0.1:{port}/")
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it answers, if only that there is no such page
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The last step of an application, by eight at once.")
    parser.add_argument("--n", type=int, default=200, help="submissions measured, before and after")
    parser.add_argument("--others", type=int, default=5000, help="other applications put beside in between")
    wanted = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    sys.exit(main(wanted.n, wanted.others))
