"""Counts of finished checks: of a month, a binding and a rule, and of nobody."""

import django.db.models.deletion
from django.db import migrations, models

from portal.common.tablerules import same_office

OWN_BINDING = """
ALTER TABLE programs_checkcount ADD CONSTRAINT programs_checkcount_own_binding FOREIGN KEY (call_id, binding_id)
    REFERENCES programs_binding (call_id, id) DEFERRABLE INITIALLY DEFERRED;
"""
ANY_BINDING = "ALTER TABLE programs_checkcount DROP CONSTRAINT programs_checkcount_own_binding;"


class Migration(migrations.Migration):
    dependencies = [("offices", "0004_roles_and_handover"), ("programs", "0009_binding_in_force")]

    operations = [
        migrations.CreateModel(
            name="CheckCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="month")),
                ("rule_key", models.CharField(blank=True, max_length=200, verbose_name="rule")),
                ("stopped", models.PositiveIntegerField(verbose_name="people")),
                (
                    "binding",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.binding",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_counts",
                        to="programs.call",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                    ),
                ),
            ],
            options={
                "verbose_name": "count of checks",
                "verbose_name_plural": "counts of checks",
                "ordering": ["call", "binding", "month", "rule_key"],
                "constraints": [
                    models.UniqueConstraint(fields=("binding", "month", "rule_key"), name="programs_checkcount_once"),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="programs_checkcount_first_of_month"
                    ),
                    models.CheckConstraint(condition=models.Q(("stopped__gt", 0)), name="programs_checkcount_counts"),
                ],
            },
        ),
        same_office("programs_checkcount", "call_id", "programs_call"),
        migrations.RunSQL(OWN_BINDING, ANY_BINDING),
    ]
