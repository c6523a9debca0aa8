"""Only how the field is called; the table stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_posting_closed_at")]

    operations = [migrations.AlterField("office", "email", models.EmailField("contact email", blank=True))]
