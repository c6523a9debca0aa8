"""Only how the field is called; the table stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_cache_table")]

    operations = [
        migrations.AlterField("user", "email", models.EmailField("email address", max_length=254)),
        migrations.AlterField("person", "email", models.EmailField("email address", max_length=254, blank=True)),
    ]
