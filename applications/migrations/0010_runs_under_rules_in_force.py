"""Several runs may lead to one binding: a later one brings those under it whom the release before it left."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0009_offers_to_drafts"), ("programs", "0009_binding_in_force")]

    operations = [
        migrations.AlterField(
            model_name="rescreening",
            name="to_binding",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.binding"
            ),
        ),
    ]
