"""Requests stay in their application's office; their history is whole; nothing is received without its file."""

from django.db import migrations

from applications.requests.workflow import triples
from portal.common.tablerules import append_only, office_key, same_office

_REQUEST, _EVENT, _WORDS = "requests_request", "requests_requestevent", "requests_requestwords"
_FILE, _DRAFT, _LINK = "requests_requestfile", "requests_requestdraft", "requests_invitation"
_FREE = ("state", "outcome", "version", "reminded_at", "nudged_at", "time_zone", "due_local", "due_at", "remind_at")

CHECK_EVENT = """
CREATE FUNCTION requests_check_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_sequence integer;
    last_state text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM requests_requestedge e WHERE e.kind = NEW.kind AND e.event = NEW.event
                   AND e.from_state = NEW.from_state AND e.to_state = NEW.to_state) THEN
        RAISE EXCEPTION 'event % of a % from "%" to % is no edge', NEW.event, NEW.kind, NEW.from_state, NEW.to_state
            USING ERRCODE = 'check_violation', HINT = 'Edges are the table in applications/requests/workflow.py.';
    END IF;
    SELECT sequence, to_state INTO last_sequence, last_state FROM requests_requestevent
        WHERE request_id = NEW.request_id ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(last_sequence, 0) + 1 OR NEW.from_state <> coalesce(last_state, '') THEN
        RAISE EXCEPTION 'event % of request % does not follow event %: its chain would have a gap',
            NEW.sequence, NEW.request_id, coalesce(last_sequence, 0)
            USING ERRCODE = 'check_violation', HINT = 'Write events through requests.services.steps only.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_event BEFORE INSERT ON requests_requestevent
    FOR EACH ROW EXECUTE FUNCTION requests_check_event();
"""

# Deferred to commit: state, event and file are written by several statements of one transaction. A file that a later
# check refuses does not end here: the clock takes the request back.
CHECK_STATE = """
CREATE FUNCTION requests_check_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept record;
    last record;
BEGIN
    SELECT kind, state, version INTO kept FROM requests_request WHERE id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT kind, sequence, to_state INTO last FROM requests_requestevent
        WHERE request_id = NEW.id ORDER BY sequence DESC LIMIT 1;
    IF last IS NULL OR kept.state <> last.to_state OR kept.version <> last.sequence OR kept.kind <> last.kind THEN
        RAISE EXCEPTION 'request % is % (version %) but its history says % (event %)',
            NEW.id, kept.state, kept.version, last.to_state, last.sequence
            USING ERRCODE = 'check_violation', HINT = 'Write the state through requests.services.steps only.';
    END IF;
    IF kept.kind IN ('reference', 'document') AND kept.state = 'received' AND NOT EXISTS (
        SELECT 1 FROM requests_requestfile f JOIN files_storedfile s ON s.id = f.file_id
        WHERE f.request_id = NEW.id AND f.removed_at IS NULL AND s.state IN ('pending', 'clean')
    ) THEN
        RAISE EXCEPTION 'request % cannot be received: it has no file', NEW.id
            USING ERRCODE = 'check_violation', HINT = 'A letter or document is received with a file, never without.';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER check_state AFTER INSERT OR UPDATE OF state, version ON requests_request
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION requests_check_state();
"""

# What was sent stays as it was sent: the files of an answer change only while it waits, or is erased.
FILES_STAY = """
CREATE FUNCTION requests_files_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM requests_request r WHERE r.id = NEW.request_id AND r.state IN ('received', 'checked')) THEN
        RAISE EXCEPTION 'the files of request % were sent and stay', NEW.request_id
            USING ERRCODE = 'restrict_violation', HINT = 'Send the request back first.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER files_stay BEFORE INSERT OR UPDATE OF removed_at, file_id ON requests_requestfile
    FOR EACH ROW EXECUTE FUNCTION requests_files_stay();
"""


def load_edges(apps, schema_editor):
    """Copy the table of steps into the database."""
    edge = apps.get_model("requests", "RequestEdge")
    edge.objects.bulk_create(
        edge(kind=kind, event=event, from_state=source, to_state=to) for kind, event, source, to in triples()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0001_initial"),
        ("applications", "0010_runs_under_rules_in_force"),
        ("files", "0003_how_often_a_check_was_tried"),
    ]

    operations = [
        migrations.RunPython(load_edges, migrations.RunPython.noop),
        office_key(_REQUEST),
        office_key(_EVENT),
        *(
            same_office(table, "application_id", "applications_application")
            for table in (_REQUEST, _EVENT, _WORDS, _FILE, _DRAFT, _LINK)
        ),
        *(same_office(table, "request_id", _REQUEST) for table in (_EVENT, _WORDS, _FILE, _DRAFT, _LINK)),
        same_office(_WORDS, "event_id", _EVENT),
        same_office(_FILE, "file_id", "files_storedfile"),
        append_only(_REQUEST, free=("office_id", *_FREE)),
        append_only(_EVENT),
        append_only(_WORDS, erasable=True),
        append_only(_FILE, free=("office_id", "removed_at"), erasable=True),
        append_only(_LINK, erasable=True),
        migrations.RunSQL(
            CHECK_EVENT,
            "DROP TRIGGER check_event ON requests_requestevent; DROP FUNCTION requests_check_event()",
        ),
        migrations.RunSQL(
            CHECK_STATE,
            "DROP TRIGGER check_state ON requests_request; DROP FUNCTION requests_check_state()",
        ),
        migrations.RunSQL(
            FILES_STAY,
            "DROP TRIGGER files_stay ON requests_requestfile; DROP FUNCTION requests_files_stay()",
        ),
    ]
