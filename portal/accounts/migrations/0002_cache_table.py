"""The table behind Django's database cache: counters of rate limits live in Postgres, not in Redis."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            'CREATE TABLE "portal_cache" (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, '
            "expires timestamptz NOT NULL); "
            'CREATE INDEX "portal_cache_expires" ON "portal_cache" (expires)',
            'DROP TABLE "portal_cache"',
        )
    ]
