"""A term that was recorded by mistake is struck: it stays, and counts no longer."""

from django.db import migrations, models

from portal.common.tablerules import append_only

TABLE = "alumni_officer"
BEFORE = append_only(TABLE, free=("office_id", "ends_on", "public_since"))


class Migration(migrations.Migration):

    dependencies = [("alumni", "0006_statutes")]

    operations = [
        migrations.AddField(
            model_name="officer",
            name="struck_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="struck as a mistake"),
        ),
        migrations.RunSQL(BEFORE.reverse_sql, BEFORE.sql),
        append_only(TABLE, free=("office_id", "ends_on", "public_since", "struck_at")),
    ]
