"""A call says which of its bindings is in force; until now it was the newest."""

import django.db.models.deletion
from django.db import migrations, models

NEWEST = """
UPDATE programs_call AS call SET binding_id = newest.id FROM (
    SELECT DISTINCT ON (call_id) call_id, id FROM programs_binding ORDER BY call_id, number DESC
) AS newest WHERE newest.call_id = call.id;
-- What waits for the end of a transaction keeps a table from being altered in it.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
OWN_BINDING = """
ALTER TABLE programs_binding ADD CONSTRAINT programs_binding_call_key UNIQUE (call_id, id);
ALTER TABLE programs_call ADD CONSTRAINT programs_call_own_binding FOREIGN KEY (id, binding_id)
    REFERENCES programs_binding (call_id, id) DEFERRABLE INITIALLY DEFERRED;
"""
NO_LONGER = """
ALTER TABLE programs_call DROP CONSTRAINT programs_call_own_binding;
ALTER TABLE programs_binding DROP CONSTRAINT programs_binding_call_key;
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0008_rule_versions_guarded")]

    operations = [
        migrations.AddField(
            "call",
            "binding",
            models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.binding",
            ),
        ),
        migrations.RunSQL(NEWEST, migrations.RunSQL.noop),
        migrations.RunSQL(OWN_BINDING, NO_LONGER),
    ]
