"""The audit stream is append-only."""

from django.db import migrations

from portal.common.tablerules import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        append_only("audit_entry", free=()),
    ]
