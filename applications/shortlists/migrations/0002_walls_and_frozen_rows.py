"""Lines stay with their list, name applications by the application's office, and never change once frozen."""

from django.db import migrations

from portal.common.tablerules import append_only, office_key, same_office

FROZEN_LINES = """
CREATE FUNCTION shortlists_frozen_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_now shortlists_shortlistline := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{office_id,application_office_id}'::text[]
                          = to_jsonb(OLD) - '{office_id,application_office_id}'::text[] THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM shortlists_shortlist s WHERE s.id = row_now.shortlist_id AND s.state <> 'draft') THEN
        RAISE EXCEPTION '% refused: shortlist % is frozen', TG_OP, row_now.shortlist_id
            USING ERRCODE = 'restrict_violation', HINT = 'A correction is a new version of the list.';
    END IF;
    RETURN row_now;
END $$;
CREATE TRIGGER frozen_lines BEFORE INSERT OR UPDATE OR DELETE ON shortlists_shortlistline
    FOR EACH ROW EXECUTE FUNCTION shortlists_frozen_lines();
"""


class Migration(migrations.Migration):
    dependencies = [("shortlists", "0001_initial"), ("applications", "0002_walls_and_frozen_rows")]

    operations = [
        office_key("shortlists_shortlist"),
        same_office("shortlists_shortlist", "call_id", "programs_call"),
        same_office("shortlists_shortlistline", "shortlist_id", "shortlists_shortlist"),
        same_office(
            "shortlists_shortlistline", "application_id", "applications_application", office_column="application_office_id"
        ),
        same_office("shortlists_exportrecord", "shortlist_id", "shortlists_shortlist"),
        append_only("shortlists_exportrecord"),
        append_only(
            "shortlists_shortlist",
            free=("office_id", "state", "released_by_id", "released_at", "version"),
            when="OLD.state <> 'draft'",
        ),
        migrations.RunSQL(
            FROZEN_LINES,
            "DROP TRIGGER frozen_lines ON shortlists_shortlistline; DROP FUNCTION shortlists_frozen_lines()",
        ),
    ]
