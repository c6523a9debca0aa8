"""Seals never change; personal values may go but not change; each entry goes on the list of those to be sealed."""

from django.db import migrations

from portal.common.tablerules import append_only

QUEUE = """
CREATE FUNCTION audit_wait_for_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (entry_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER wait_for_seal AFTER INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_wait_for_seal();
INSERT INTO audit_unsealed (entry_id) SELECT id FROM audit_entry;
"""
NO_QUEUE = "DROP TRIGGER wait_for_seal ON audit_entry; DROP FUNCTION audit_wait_for_seal()"


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seals_and_details")]

    operations = [
        append_only("audit_seal", free=()),
        append_only("audit_detail", free=(), erasable=True),
        migrations.RunSQL(QUEUE, NO_QUEUE),
    ]
