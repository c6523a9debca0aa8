"""Whether made-up people may be loaded here: only into a database that was empty when they came.

The marker is the comment on the table of users: it needs no model, and a dump carries it along.
"""

from __future__ import annotations

from typing import Literal

from django.db import connection

from portal.accounts.models import User

State = Literal["empty", "loading", "loaded", "refused"]
_PREFIX = "portal demo data: "


def state() -> State:
    """Return `empty` (nobody here), `loading` (a load was cut off), `loaded`, or `refused` (real people)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(obj_description('accounts_user'::regclass, 'pg_class'), '')")
        comment = cursor.fetchone()[0]
    if comment.startswith(_PREFIX):
        return "loaded" if comment.removeprefix(_PREFIX).startswith("loaded") else "loading"
    return "refused" if User.objects.exists() else "empty"


def mark(words: str) -> None:
    """Write the marker: 'loading' before the first row, 'loaded …' after the last."""
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON TABLE accounts_user IS %s", [_PREFIX + words])
