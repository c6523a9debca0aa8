"""Walls and frozen rows inside Postgres, as migration operations.

Composite foreign keys keep a child in its parent's office; triggers refuse changes of append-only rows. A re-routing
moves a whole tree at once: `office_id` alone may follow (`ON UPDATE CASCADE`), so triggers let that one column change.
"""

from django.db import migrations


def office_key(table: str) -> migrations.RunSQL:
    """Return the operation that makes (office_id, id) of a parent referable."""
    return migrations.RunSQL(
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_office_key" UNIQUE (office_id, id)',
        f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_office_key"',
    )


def same_office(
    table: str, column: str, parent: str, *, office_column: str = "office_id", on_delete: str = "NO ACTION"
) -> migrations.RunSQL:
    """Return the operation that ties (`office_column`, `column`) of `table` to (office_id, id) of `parent`."""
    name = f"{table}_{column}_office_fk"[:63]
    return migrations.RunSQL(
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ("{office_column}", "{column}") '
        f'REFERENCES "{parent}" (office_id, id) ON UPDATE CASCADE ON DELETE {on_delete} '
        "DEFERRABLE INITIALLY DEFERRED",
        f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"',
    )


_FUNCTION = """
CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := TG_ARGV[0]::text[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - free = to_jsonb(OLD) - free THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' AND TG_ARGV[1] = 'erasable' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% on % refused: its rows are append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Add a new row that supersedes the old one.';
END $$;
"""


def append_only(
    table: str, *, free: tuple[str, ...] = ("office_id",), erasable: bool = False, when: str = "TRUE"
) -> migrations.RunSQL:
    """Return the operation that refuses UPDATE (but of `free` columns), DELETE (unless `erasable`) and TRUNCATE.

    `when` is a condition on OLD: rows that do not meet it (a draft, say) may still change.
    """
    columns = "{" + ",".join(free) + "}"
    mode = "erasable" if erasable else "kept"
    return migrations.RunSQL(
        _FUNCTION + f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW WHEN ({when}) '
        f"EXECUTE FUNCTION portal_append_only('{columns}', '{mode}');"
        f'CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT '
        f"EXECUTE FUNCTION portal_append_only('{columns}', 'kept')",
        f'DROP TRIGGER append_only ON "{table}"; DROP TRIGGER append_only_truncate ON "{table}"',
    )
