"""A frozen list can only be released, a released one never changes; changes by hand end with the draft."""

from django.db import migrations

from portal.common.tablerules import office_key, same_office

# The rule of 0002 let the columns of a release change in any order; this one knows the order.
FROZEN_LIST = """
DROP TRIGGER append_only ON shortlists_shortlist;
CREATE FUNCTION shortlists_frozen_list() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    release text[] := '{state,released_by_id,released_at,version}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'office_id'::text = to_jsonb(OLD) - 'office_id'::text THEN
            RETURN NEW;
        END IF;
        IF OLD.state = 'frozen' AND NEW.state = 'released'
           AND to_jsonb(NEW) - 'office_id'::text - release = to_jsonb(OLD) - 'office_id'::text - release THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% refused: shortlist % is %', TG_OP, OLD.id, OLD.state
        USING ERRCODE = 'restrict_violation', HINT = 'A correction is a new version of the list.';
END $$;
CREATE TRIGGER frozen_list BEFORE UPDATE OR DELETE ON shortlists_shortlist
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION shortlists_frozen_list();

CREATE FUNCTION shortlists_begins_as_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'draft' AND (TG_OP = 'INSERT' OR NEW.state <> 'frozen') THEN
        RAISE EXCEPTION 'shortlist % may not become % at once: draft, frozen, released', NEW.id, NEW.state
            USING ERRCODE = 'restrict_violation', HINT = 'Freeze and release through the services.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER begins_as_draft BEFORE INSERT ON shortlists_shortlist
    FOR EACH ROW EXECUTE FUNCTION shortlists_begins_as_draft();
CREATE TRIGGER freezes_as_draft BEFORE UPDATE ON shortlists_shortlist
    FOR EACH ROW WHEN (OLD.state = 'draft') EXECUTE FUNCTION shortlists_begins_as_draft();
"""
OLD_RULE = """
DROP TRIGGER frozen_list ON shortlists_shortlist; DROP FUNCTION shortlists_frozen_list();
DROP TRIGGER begins_as_draft ON shortlists_shortlist; DROP TRIGGER freezes_as_draft ON shortlists_shortlist;
DROP FUNCTION shortlists_begins_as_draft();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON shortlists_shortlist FOR EACH ROW WHEN (OLD.state <> 'draft')
    EXECUTE FUNCTION portal_append_only('{office_id,state,released_by_id,released_at,version}', 'kept');
"""

# Moves and reasons belong to a draft. Afterwards only their words may be erased, text and salt together.
FROZEN_WORDS = """
CREATE FUNCTION shortlists_frozen_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text[] := '{reason,salt}';
    of_line bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.line_id ELSE NEW.line_id END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'office_id'::text = to_jsonb(OLD) - 'office_id'::text THEN
            RETURN NEW;
        END IF;
        IF NEW.reason = '' AND NEW.salt = ''
           AND to_jsonb(NEW) - 'office_id'::text - words = to_jsonb(OLD) - 'office_id'::text - words THEN
            RETURN NEW;
        END IF;
    END IF;
    IF EXISTS (SELECT 1 FROM shortlists_shortlistline l JOIN shortlists_shortlist s ON s.id = l.shortlist_id
               WHERE l.id = of_line AND s.state <> 'draft') THEN
        RAISE EXCEPTION '% on % refused: the list of line % is frozen', TG_OP, TG_TABLE_NAME, of_line
            USING ERRCODE = 'restrict_violation', HINT = 'Its words may be erased; a correction is a new version.';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER frozen_words BEFORE INSERT OR UPDATE OR DELETE ON shortlists_linemove
    FOR EACH ROW EXECUTE FUNCTION shortlists_frozen_words();
CREATE TRIGGER frozen_words BEFORE INSERT OR UPDATE OR DELETE ON shortlists_linereason
    FOR EACH ROW EXECUTE FUNCTION shortlists_frozen_words();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON shortlists_shortlistline
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only('{}', 'kept');
"""
NO_FROZEN_WORDS = """
DROP TRIGGER no_truncate ON shortlists_shortlistline;
DROP TRIGGER frozen_words ON shortlists_linemove; DROP TRIGGER frozen_words ON shortlists_linereason;
DROP FUNCTION shortlists_frozen_words();
"""


class Migration(migrations.Migration):
    dependencies = [("shortlists", "0002_walls_and_frozen_rows")]

    operations = [
        same_office("shortlists_shortlist", "corrects_id", "shortlists_shortlist"),
        office_key("shortlists_shortlistline"),
        same_office("shortlists_linemove", "line_id", "shortlists_shortlistline"),
        same_office("shortlists_linereason", "line_id", "shortlists_shortlistline"),
        migrations.RunSQL(FROZEN_LIST, OLD_RULE),
        migrations.RunSQL(FROZEN_WORDS, NO_FROZEN_WORDS),
    ]
