"""Every row below a row of an application stays in its office too, and the number in the lot is given once."""

from django.db import migrations

from portal.common.tablerules import office_key, same_office

FIXED_TOKEN = """
CREATE FUNCTION applications_fixed_lot_token() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.lot_token IS DISTINCT FROM OLD.lot_token OR NEW.reference IS DISTINCT FROM OLD.reference THEN
        RAISE EXCEPTION 'reference and lot number of application % are given once', OLD.reference
            USING ERRCODE = 'restrict_violation', HINT = 'They were drawn when the draft began.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fixed_lot_token BEFORE UPDATE OF lot_token, reference ON applications_application
    FOR EACH ROW EXECUTE FUNCTION applications_fixed_lot_token();
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_history")]

    operations = [
        office_key("applications_choice"),
        office_key("applications_snapshot"),
        office_key("applications_applicationevent"),
        same_office("applications_screeningresult", "choice_id", "applications_choice"),
        same_office("applications_screeningresult", "snapshot_id", "applications_snapshot"),
        same_office("applications_snapshotvalues", "snapshot_id", "applications_snapshot"),
        same_office("applications_eventreason", "event_id", "applications_applicationevent"),
        migrations.RunSQL(
            FIXED_TOKEN,
            "DROP TRIGGER fixed_lot_token ON applications_application; DROP FUNCTION applications_fixed_lot_token()",
        ),
    ]
