"""The database keeps the history whole: only edges of the workflow table, no gap, and a status that has its event."""

from django.db import migrations

from applications.workflow import triples

CHECK_EVENT = """
CREATE FUNCTION applications_check_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_sequence integer;
    last_status text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM applications_workflowedge e WHERE e.event = NEW.event
                   AND e.from_status = NEW.from_status AND e.to_status = NEW.to_status) THEN
        RAISE EXCEPTION 'event % from % to % is no edge of the workflow', NEW.event, NEW.from_status, NEW.to_status
            USING ERRCODE = 'check_violation', HINT = 'Edges are the table in applications/workflow.py.';
    END IF;
    SELECT sequence, to_status INTO last_sequence, last_status FROM applications_applicationevent
        WHERE application_id = NEW.application_id ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(last_sequence, 0) + 1 OR NEW.from_status <> coalesce(last_status, 'draft') THEN
        RAISE EXCEPTION 'event % of application % does not follow event %: its chain would have a gap',
            NEW.sequence, NEW.application_id, coalesce(last_sequence, 0)
            USING ERRCODE = 'check_violation', HINT = 'Write events through services.transition only.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_event BEFORE INSERT ON applications_applicationevent
    FOR EACH ROW EXECUTE FUNCTION applications_check_event();
"""

# Deferred to commit, because status and event are written by two statements of one transaction.
CHECK_STATUS = """
CREATE FUNCTION applications_check_status() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept record;
    last record;
BEGIN
    SELECT status, version INTO kept FROM applications_application WHERE id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT sequence, to_status INTO last FROM applications_applicationevent
        WHERE application_id = NEW.id ORDER BY sequence DESC LIMIT 1;
    IF kept.status <> coalesce(last.to_status, 'draft') OR kept.version <> coalesce(last.sequence, 0) THEN
        RAISE EXCEPTION 'application % has status % (version %) but its history says % (event %)',
            NEW.id, kept.status, kept.version, coalesce(last.to_status, 'draft'), coalesce(last.sequence, 0)
            USING ERRCODE = 'check_violation', HINT = 'Write the status through services.transition only.';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER check_status AFTER INSERT OR UPDATE OF status, version ON applications_application
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION applications_check_status();
"""


def load_edges(apps, schema_editor):
    """Copy the workflow table into the database."""
    edge = apps.get_model("applications", "WorkflowEdge")
    edge.objects.bulk_create(edge(event=e, from_status=source, to_status=to) for e, source, to in triples())


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_walls_and_frozen_rows")]

    operations = [
        migrations.RunPython(load_edges, migrations.RunPython.noop),
        migrations.RunSQL(
            CHECK_EVENT,
            "DROP TRIGGER check_event ON applications_applicationevent; DROP FUNCTION applications_check_event()",
        ),
        migrations.RunSQL(
            CHECK_STATUS,
            "DROP TRIGGER check_status ON applications_application; DROP FUNCTION applications_check_status()",
        ),
    ]
