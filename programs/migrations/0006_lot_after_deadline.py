"""The seed of a call's lot is public only after its deadline, and the deadline never moves past that again."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("programs", "0005_additions")]

    operations = [
        # Not validated: a seed that is out already cannot be made secret again, and must not keep anybody from updating.
        AddConstraintNotValid(
            "call",
            models.CheckConstraint(
                condition=Q(lot_published_at__isnull=True) | Q(lot_published_at__gt=F("closes_at")),
                name="programs_call_lot_after_deadline",
            ),
        ),
    ]
