"""Only one at a time, across all processes: advisory locks that end with their transaction."""

from django.db import connection


def take_turn(name: str) -> None:
    """Wait until nobody else holds the lock `name`, and hold it until this transaction ends. Needs a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"The lock {name!r} was asked for outside a transaction, where it would end at once.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def try_lock(name: str) -> bool:
    """Take the lock `name` until this transaction ends, False when somebody else holds it. Needs a transaction.

    Never a session's lock: behind a pooler in transaction mode that would stay with a stranger.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"The lock {name!r} was asked for outside a transaction, where it would end at once.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        (taken,) = cursor.fetchone()
    return bool(taken)
