"""The catalogue for tests that are not about loading it: read once in a process, then put back row by row.

Some thousand tests start from it, and loading costs each a fifth of a second; copying the rows costs a few
milliseconds. What is put back is what `load_catalog` itself wrote, with the same keys.
"""

from __future__ import annotations

import io
from graphlib import TopologicalSorter

from django.apps import apps
from django.db import connection

from programs.models import Programme
from programs.services.load_catalog import load_catalog

_rows: dict[str, bytes] = {}


def loaded_catalogue() -> None:
    """Have the catalogue in the database, where it is not there yet."""
    if Programme.objects.exists():
        return
    if _rows:
        _put_back()
        return
    before = _counts()
    load_catalog()
    changed = _those_pointed_to_first([table for table, count in _counts().items() if count != before[table]])
    with connection.cursor() as cursor:
        for table in changed:
            assert not before[table], f"{table} has rows that are not the catalogue's"
            taken = io.BytesIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT (FORMAT binary)', taken)
            _rows[table] = taken.getvalue()


def _those_pointed_to_first(tables: list[str]) -> list[str]:
    # A test may have its constraints looked at with every statement.
    models = {model._meta.db_table: model for model in apps.get_models()}
    pointed_to = {
        table: {field.related_model._meta.db_table for field in models[table]._meta.fields if field.is_relation}
        for table in tables
    }
    order = TopologicalSorter({table: targets & set(tables) - {table} for table, targets in pointed_to.items()})
    return list(order.static_order())


def _put_back() -> None:
    with connection.cursor() as cursor:
        for table, rows in _rows.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN (FORMAT binary)', io.BytesIO(rows))
            # They may come from another database (tests/committed.py), whose counters went on alone.
            counter = f"pg_get_serial_sequence('\"{table}\"', 'id')"
            cursor.execute(f'SELECT setval({counter}, max(id)) FROM "{table}" HAVING max(id) > nextval({counter})')


def _counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables))
        return dict(cursor.fetchall())
