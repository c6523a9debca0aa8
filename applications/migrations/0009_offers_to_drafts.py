"""Drafts are offered newer rules: what an applicant declined, and how far a run's offers are."""

import django.db.models.deletion
from django.db import migrations, models

from portal.common.tablerules import append_only

_RUN = "applications_rescreening"
_MAY_CHANGE = (
    "office_id", "state", "last_key", "failures", "stopped_at_id", "disagreement", "problem", "finished_at",
    "settled_by_id", "settled_at", "told", "tasks", "skipped",
)  # fmt: skip
_BEFORE = append_only(_RUN, free=_MAY_CHANGE)


class Migration(migrations.Migration):
    dependencies = [("applications", "0008_fact_checks"), ("programs", "0009_binding_in_force")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="declined_binding",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.binding",
            ),
        ),
        migrations.AddField(model_name="rescreening", name="offered", field=models.PositiveIntegerField(null=True)),
        migrations.AddField(model_name="rescreening", name="offers_after", field=models.BigIntegerField(null=True)),
        # Of a run that is released its offers go on: the rest of it stays as frozen as before.
        migrations.RunSQL(_BEFORE.reverse_sql, _BEFORE.sql),
        append_only(_RUN, free=(*_MAY_CHANGE, "offers_after", "offered")),
        migrations.AlterField(
            model_name="rescreening",
            name="scope",
            field=models.CharField(
                choices=[
                    (
                        "drafts",
                        "Nobody who has submitted: drafts are offered the new rules, new applications go by them",
                    ),
                    ("open", "Submitted applications that are not decided yet"),
                    ("all", "All submitted applications that were not withdrawn"),
                ],
                max_length=10,
                verbose_name="scope",
            ),
        ),
    ]
